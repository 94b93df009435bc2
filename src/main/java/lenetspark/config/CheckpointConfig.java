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
public record CheckpointConfig(OptionalInt everyRounds, int keepLast) {

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
