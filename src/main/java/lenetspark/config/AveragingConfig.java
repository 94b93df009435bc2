package lenetspark.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Settings of parameter averaging.
 *
 * @param frequency minibatches that each replica trains between two averagings, at least 1; empty to choose by the
 *     number of replicas
 * @param warmupRounds first rounds of the run that average after every minibatch, at least 0
 * @param aggregationDepth 1 to sum all replicas on the driver, 2 to compute partial sums on executors first; empty to choose
 *     by the number of replicas
 * @param outerMomentum momentum of {@link Averaging#NESTEROV}, at least 0 and less than 1
 * @param outerLearningRate learning rate of {@link Averaging#NESTEROV}, greater than 0, finite
 */
public record AveragingConfig(
        @Option(
                        name = "averaging",
                        description =
                                "Averaging rule: weighted (mean by number of examples), nesterov (with outer momentum)"
                                        + " or dl4j (ParameterAveragingTrainingMaster of DL4J)",
                        defaultValue = "weighted")
                Averaging rule,
        @Option(
                        name = "averaging-frequency",
                        description = "Minibatches that each replica trains between two averagings, 1 or more",
                        defaultValue = Option.AUTO,
                        unset = "fewer at a higher learning rate; 50 for one replica")
                OptionalInt frequency,
        @Option(
                        name = "averaging-warmup-rounds",
                        description = "First rounds of the run that average after every minibatch, 0 or more",
                        defaultValue = "0",
                        needs = "averaging=weighted,nesterov")
                int warmupRounds,
        @Option(
                        name = "aggregation-depth",
                        description = "Aggregation depth: 1 = on the driver, 2 = partial sums on executors first",
                        details = "A depth of 2 reduces the load of the driver with many replicas."
                                + " The results of the two may differ in the last bit.",
                        unset = "1 up to 64 replicas, else 2",
                        example = "2",
                        needs = "averaging=weighted,nesterov")
                OptionalInt aggregationDepth,
        @Option(
                        name = "outer-momentum",
                        description = "Momentum of averaging nesterov, 0 or more and less than 1",
                        defaultValue = "0.5",
                        needs = "averaging=nesterov")
                double outerMomentum,
        @Option(
                        name = "outer-learning-rate",
                        description = "Learning rate of averaging nesterov, greater than 0",
                        defaultValue = "1.0",
                        needs = "averaging=nesterov")
                double outerLearningRate) {

    /** Rule that combines the parameters of all replicas after a round. */
    public enum Averaging {
        /** Mean weighted by the number of examples that each replica trained. */
        WEIGHTED,
        /** The weighted mean, with Nesterov momentum applied to its change (BMUF, DiLoCo). */
        NESTEROV,
        /** DL4J's own {@code ParameterAveragingTrainingMaster}, the baseline of the benchmarks; requires {@link Engine#DL4J}. */
        DL4J;

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public AveragingConfig {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(frequency, "frequency");
        frequency.ifPresent(minibatches -> Validation.atLeast("averaging-frequency", minibatches, 1));
        Validation.atLeast("averaging-warmup-rounds", warmupRounds, 0);
        aggregationDepth.ifPresent(depth -> Validation.between("aggregation-depth", depth, 1, 2));
        Validation.notNegative("outer-momentum", outerMomentum);
        Validation.lessThan("outer-momentum", outerMomentum, 1);
        Validation.positive("outer-learning-rate", outerLearningRate);
    }
}
