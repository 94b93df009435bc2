package lenetspark.config;

import java.util.Objects;

/**
 * Settings of the optimizer of a replica.
 *
 * @param learningRate greater than 0, finite
 * @param momentum at least 0 and less than 1; used by {@link Updater#NESTEROVS} only
 * @param schedule schedule of the learning rate
 * @param l2 L2 regularization coefficient, at least 0, finite
 * @param labelSmoothing fraction of a label that is distributed over all classes, at least 0 and less than 1
 * @param dropout probability of dropping an input of the last layer, at least 0 and less than 1
 * @param emaDecay decay per update of the exponential moving average of the parameters, less than 1; 0 disables it
 */
public record OptimizerConfig(
        Updater updater,
        double learningRate,
        double momentum,
        ScheduleConfig schedule,
        double l2,
        double labelSmoothing,
        double dropout,
        double emaDecay) {

    /** Rule that computes an update from a gradient. */
    public enum Updater {
        ADAM,
        NESTEROVS,
        SGD;

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
    public OptimizerConfig {
        Objects.requireNonNull(updater, "updater");
        Objects.requireNonNull(schedule, "schedule");
        Validation.positive("learning-rate", learningRate);
        Validation.notNegative("momentum", momentum);
        Validation.lessThan("momentum", momentum, 1);
        Validation.notNegative("l2", l2);
        Validation.notNegative("label-smoothing", labelSmoothing);
        Validation.lessThan("label-smoothing", labelSmoothing, 1);
        Validation.notNegative("dropout", dropout);
        Validation.lessThan("dropout", dropout, 1);
        Validation.notNegative("ema-decay", emaDecay);
        Validation.lessThan("ema-decay", emaDecay, 1);
    }
}
