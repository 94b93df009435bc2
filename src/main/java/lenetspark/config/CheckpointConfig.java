package lenetspark.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * When checkpoints are made and which are kept; the best by validation accuracy always is.
 *
 * @param everyRounds rounds between checkpoints, at least 1; empty for the end of each epoch only
 * @param keepLast newest checkpoints to keep, at least 1
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
