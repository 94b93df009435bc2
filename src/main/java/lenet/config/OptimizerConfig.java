package lenet.config;

import java.util.Objects;

/**
 * How a replica steps.
 *
 * @param learningRate greater than 0, finite
 * @param momentum at least 0 and less than 1; read by {@link Updater#NESTEROVS} alone
 * @param schedule of the learning rate
 * @param l2 coefficient of the squared weights in the loss, at least 0, finite
 */
public record OptimizerConfig(
        Updater updater, double learningRate, double momentum, ScheduleConfig schedule, double l2) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public OptimizerConfig {
        Objects.requireNonNull(updater, "updater");
        Objects.requireNonNull(schedule, "schedule");
        Check.positive("learning-rate", learningRate);
        Check.notNegative("momentum", momentum);
        Check.below("momentum", momentum, 1);
        Check.notNegative("l2", l2);
    }
}
