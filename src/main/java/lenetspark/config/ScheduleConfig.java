package lenetspark.config;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Schedule of the learning rate.
 *
 * @param warmupEpochs epochs in which the learning rate rises linearly from near zero, at least 0; 0 for {@link
 *     Schedule#CONSTANT}; empty to choose
 * @param stepEpochs epochs between two steps, at least 1; used by {@link Schedule#STEP} only
 * @param stepFactor factor of each step, greater than 0 and at most 1; used by {@link Schedule#STEP} only
 */
public record ScheduleConfig(
        @Option(
                        name = "schedule",
                        description = "Learning-rate schedule: constant, step or cosine",
                        details = "Step multiplies by step-factor every step-epochs epochs;"
                                + " cosine is half a cosine down to zero at the end of the last epoch.",
                        defaultValue = "cosine")
                Schedule schedule,
        @Option(
                        name = "warmup-epochs",
                        description = "Epochs in which the learning rate rises linearly, 0 or more",
                        details = "It rises from near zero. The number may be a fraction.",
                        defaultValue = Option.AUTO,
                        unset = "a tenth of the epochs, at most one",
                        needs = "schedule=step,cosine")
                OptionalDouble warmupEpochs,
        @Option(
                        name = "step-epochs",
                        description = "Epochs between two steps of schedule step, 1 or more",
                        defaultValue = "5",
                        needs = "schedule=step")
                int stepEpochs,
        @Option(
                        name = "step-factor",
                        description = "Factor of each step, greater than 0 and at most 1",
                        defaultValue = "0.5",
                        needs = "schedule=step")
                double stepFactor) {

    /** Shape of the learning rate over a run. */
    public enum Schedule {
        /** The same learning rate throughout. */
        CONSTANT,
        /** Multiplied by a factor after a fixed number of epochs. */
        STEP,
        /** Half a cosine down to zero at the end of the last epoch. */
        COSINE;

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
    public ScheduleConfig {
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(warmupEpochs, "warmupEpochs");
        warmupEpochs.ifPresent(epochs -> Validation.notNegative("warmup-epochs", epochs));
        Validation.atLeast("step-epochs", stepEpochs, 1);
        Validation.positive("step-factor", stepFactor);
        Validation.atMost("step-factor", stepFactor, 1);
    }
}
