package lenetspark.config;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Settings of the optimizer of a replica.
 *
 * @param learningRate greater than 0, finite; empty to choose by the number of replicas
 * @param momentum at least 0 and less than 1; used by {@link Updater#NESTEROVS} only
 * @param schedule schedule of the learning rate
 * @param l2 L2 regularization coefficient, at least 0, finite
 * @param labelSmoothing fraction of a label that is distributed over all classes, at least 0 and less than 1
 * @param dropout probability of dropping an input of the last layer, at least 0 and less than 1
 * @param emaDecay decay per update of the exponential moving average of the parameters, less than 1; 0 disables it
 */
@Section("Optimizer")
public record OptimizerConfig(
        @Option(name = "updater", description = "Update rule: adam, nesterovs or sgd", defaultValue = "adam")
                Updater updater,
        @Option(
                        name = "learning-rate",
                        description = "Learning rate, greater than 0",
                        defaultValue = Option.AUTO,
                        unset = "higher with more replicas and larger minibatches; 0.002 for one replica")
                OptionalDouble learningRate,
        @Option(
                        name = "momentum",
                        description = "Momentum of nesterovs, 0 or more and less than 1",
                        defaultValue = "0.9",
                        needs = "updater=nesterovs")
                double momentum,
        ScheduleConfig schedule,
        @Option(name = "l2", description = "L2 regularization coefficient, 0 or more", defaultValue = "0.0") double l2,
        @Option(
                        name = "label-smoothing",
                        description = "Label smoothing, 0 or more and less than 1",
                        details = "This fraction of each label is distributed over all classes.",
                        defaultValue = "0.0",
                        needs = "averaging=weighted,nesterov")
                double labelSmoothing,
        @Option(
                        name = "dropout",
                        description = "Dropout probability before the last layer, 0 or more and less than 1",
                        defaultValue = "0.0")
                double dropout,
        @Option(
                        name = "ema-decay",
                        description =
                                "Decay per update of an exponential moving average of the parameters, less than 1;"
                                        + " 0 disables it",
                        details = "The average is validated too, and becomes the best model if its accuracy is higher.",
                        defaultValue = "0.0",
                        needs = "averaging=weighted,nesterov",
                        estimator = false)
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
        Objects.requireNonNull(learningRate, "learningRate");
        learningRate.ifPresent(rate -> Validation.positive("learning-rate", rate));
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
