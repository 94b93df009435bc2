package lenetspark.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How and when the replicas become one network.
 *
 * @param frequency minibatches that each replica trains between averagings, at least 1
 * @param warmupRounds rounds at the beginning of the run that average after every minibatch, at least 0
 * @param aggregationDepth 1 where the driver adds up all replicas, 2 where executors add up groups of them first; empty to
 *     decide by their number
 * @param outerMomentum of {@link Averaging#NESTEROV}, at least 0 and less than 1
 * @param outerLearningRate of {@link Averaging#NESTEROV}, greater than 0, finite
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
        Validation.below("outer-momentum", outerMomentum, 1);
        Validation.positive("outer-learning-rate", outerLearningRate);
    }
}
