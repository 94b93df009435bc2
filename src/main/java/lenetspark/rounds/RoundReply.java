package lenetspark.rounds;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Message from a task to the driver: the task has started, or it has finished its part of a round.
 *
 * @param session number of the session that the task belongs to
 * @param partition index of the partition
 * @param round number of the round, or {@link #NO_ROUND}
 * @param result of the partition in the round; null from a task that has just started
 */
record RoundReply<R>(int session, int partition, int round, @Nullable R result) implements Serializable {

    /** Round number in the first message of a task. */
    static final int NO_ROUND = -1;

    /** Returns the first message of a task, which brings no result. */
    static <R> RoundReply<R> started(int session, int partition) {
        return new RoundReply<>(session, partition, NO_ROUND, null);
    }
}
