package lenetspark.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Settings of parameter averaging.
 *
 * @param frequency minibatches that each replica trains between two averagings, at least 1
 * @param warmupRounds first rounds of the run that average after every minibatch, at least 0
 * @param aggregationDepth 1 to sum all replicas on the driver, 2 to compute partial sums on executors first; empty to choose
 *     by the number of replicas
 * @param outerMomentum momentum of {@link Averaging#NESTEROV}, at least 0 and less than 1
 * @param outerLearningRate learning rate of {@link Averaging#NESTEROV}, greater than 0, finite
 */
public record AveragingConfig(
        Averaging rule,
        int frequency,
        int warmupRounds,
        OptionalInt aggregationDepth,
        double outerMomentum,
        double outerLearningRate) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public AveragingConfig {
        Objects.requireNonNull(rule, "rule");
        Validation.atLeast("averaging-frequency", frequency, 1);
        Validation.atLeast("averaging-warmup-rounds", warmupRounds, 0);
        aggregationDepth.ifPresent(depth -> Validation.between("aggregation-depth", depth, 1, 2));
        Validation.notNegative("outer-momentum", outerMomentum);
        Validation.lessThan("outer-momentum", outerMomentum, 1);
        Validation.positive("outer-learning-rate", outerLearningRate);
    }
}
