package lenetspark.config;

import java.util.Objects;

/**
 * How a replica steps.
 *
 * @param learningRate greater than 0, finite
 * @param momentum at least 0 and less than 1; read by {@link Updater#NESTEROVS} alone
 * @param schedule of the learning rate
 * @param l2 coefficient of the squared weights in the loss, at least 0, finite
 * @param labelSmoothing share of a label that is spread over all classes, at least 0 and less than 1
 * @param dropout probability with which an input of the last layer is left out, at least 0 and less than 1
 * @param emaDecay with every update, of the moving average of the parameters, less than 1; 0 for no average
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
        Validation.below("momentum", momentum, 1);
        Validation.notNegative("l2", l2);
        Validation.notNegative("label-smoothing", labelSmoothing);
        Validation.below("label-smoothing", labelSmoothing, 1);
        Validation.notNegative("dropout", dropout);
        Validation.below("dropout", dropout, 1);
        Validation.notNegative("ema-decay", emaDecay);
        Validation.below("ema-decay", emaDecay, 1);
    }
}
