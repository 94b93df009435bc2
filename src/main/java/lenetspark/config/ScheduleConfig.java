package lenetspark.config;

import java.util.Objects;

/**
 * The learning rate over a run.
 *
 * @param warmupEpochs in which the rate rises linearly from near zero, at least 0; none for {@link Schedule#CONSTANT}
 * @param stepEpochs between two steps, at least 1; read by {@link Schedule#STEP} alone
 * @param stepFactor of each step, greater than 0 and at most 1; read by {@link Schedule#STEP} alone
 */
public record ScheduleConfig(Schedule schedule, double warmupEpochs, int stepEpochs, double stepFactor) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public ScheduleConfig {
        Objects.requireNonNull(schedule, "schedule");
        Validation.notNegative("warmup-epochs", warmupEpochs);
        Validation.atLeast("step-epochs", stepEpochs, 1);
        Validation.positive("step-factor", stepFactor);
        Validation.notOver("step-factor", stepFactor, 1);
    }
}
