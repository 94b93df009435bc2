package lenet.config;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How and when the replicas become one network.
 *
 * @param frequency minibatches that each replica trains between averagings, at least 1
 * @param warmupRounds rounds at the beginning of the run that average after every minibatch, at least 0
 * @param outerMomentum of {@link Averaging#NESTEROV}, at least 0 and less than 1; empty for one that follows from the
 *     number of replicas
 * @param outerLearningRate of {@link Averaging#NESTEROV}, greater than 0, finite
 */
public record AveragingConfig(
        Averaging rule, int frequency, int warmupRounds, OptionalDouble outerMomentum, double outerLearningRate) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public AveragingConfig {
        Objects.requireNonNull(rule, "rule");
        Check.atLeast("averaging-frequency", frequency, 1);
        Check.atLeast("averaging-warmup-rounds", warmupRounds, 0);
        outerMomentum.ifPresent(momentum -> {
            Check.notNegative("outer-momentum", momentum);
            Check.below("outer-momentum", momentum, 1);
        });
        Check.positive("outer-learning-rate", outerLearningRate);
    }
}
