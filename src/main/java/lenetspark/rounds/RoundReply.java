package lenetspark.rounds;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a task tells the driver: that it is there, or what it made of a round.
 *
 * @param session which of the driver's jobs the task is of
 * @param partition index of the partition
 * @param round number of the round, or {@link #NONE}
 * @param result of the round; null where there was none yet
 */
record RoundReply<R>(int session, int partition, int round, @Nullable R result) implements Serializable {

    /** The round of a task that has just begun. */
    static final int NONE = -1;

    static <R> RoundReply<R> arrival(int session, int partition) {
        return new RoundReply<>(session, partition, NONE, null);
    }
}
