package lenetspark.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Interval and retention of checkpoints. The best one by validation accuracy is always kept.
 *
 * @param everyRounds rounds between checkpoints within an epoch, at least 1; empty to write checkpoints only at the end of
 *     each epoch
 * @param keepLast number of newest checkpoints to keep, at least 1
 */
@Section("Checkpoints")
public record CheckpointConfig(
        @Option(
                        name = "checkpoint-every-rounds",
                        description = "Rounds between checkpoints within an epoch, 1 or more",
                        details = "A round ends with an averaging.",
                        unset = "at the end of each epoch",
                        example = "50",
                        effect = Option.Effect.RUN)
                OptionalInt everyRounds,
        @Option(
                        name = "keep-last",
                        description = "Newest checkpoints to keep besides the best one, 1 or more",
                        details = "The best one is selected by validation accuracy.",
                        defaultValue = "3",
                        effect = Option.Effect.RUN)
                int keepLast) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public CheckpointConfig {
        Objects.requireNonNull(everyRounds, "everyRounds");
        everyRounds.ifPresent(rounds -> Validation.atLeast("checkpoint-every-rounds", rounds, 1));
        Validation.atLeast("keep-last", keepLast, 1);
    }
}
