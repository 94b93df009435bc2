package lenet.config;

import java.util.Objects;

/**
 * How and when the replicas become one network.
 *
 * @param frequency minibatches that each replica trains between averagings, at least 1
 * @param warmupRounds rounds at the beginning of the run that average after every minibatch, at least 0
 * @param outerMomentum of {@link Averaging#NESTEROV}, at least 0 and less than 1
 * @param outerLearningRate of {@link Averaging#NESTEROV}, greater than 0, finite
 */
public record AveragingConfig(
        Averaging rule, int frequency, int warmupRounds, double outerMomentum, double outerLearningRate) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public AveragingConfig {
        Objects.requireNonNull(rule, "rule");
        Check.atLeast("averaging-frequency", frequency, 1);
        Check.atLeast("averaging-warmup-rounds", warmupRounds, 0);
        Check.notNegative("outer-momentum", outerMomentum);
        Check.below("outer-momentum", outerMomentum, 1);
        Check.positive("outer-learning-rate", outerLearningRate);
    }
}
