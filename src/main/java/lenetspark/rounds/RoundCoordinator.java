package lenetspark.rounds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives orders to the tasks of a job and gathers their results. A task that has reported may stay for the next round while
 * every partition has had its task or is about to, none of them had to be repeated, and it does not wait for long; else it has
 * to leave its slot, which another task may need: one that has not begun, one that takes the place of a lost one, or one of another
 * job. Then the next round needs a new job, a session. No order of events can make a round wait for a task that waits for
 * the round.
 *
 * <p>Thread-safe. Knows nothing of Spark.
 */
final class RoundCoordinator<R> {

    /** How long a task may wait for an order; far longer than a job takes to start. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long a task that is done may wait for those that have not begun; longer than Spark takes to start them all. */
    static final Duration ARRIVAL = Duration.ofMillis(200);

    /** How old a session may be when a round begins: other jobs of the application get a turn between two of them. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** The answer to a task that is to leave. */
    static final String LEAVE = "leave";

    private static final IntConsumer NOBODY = partition -> {};

    /** A task that wants an answer. */
    interface Caller {
        void answer(Object order);
    }

    private final int partitions;
    private final ResultLimit limit;
    private final LongSupplier nanoTime;

    private final BitSet arrived = new BitSet();
    private final List<Caller> waiting = new ArrayList<>();
    private final List<@Nullable R> results = new ArrayList<>();
    private long waitingSince;
    private int session;
    private long opened;
    /** Whether a task of the session has left, or is to leave when it reports. */
    private boolean closing = true;
    /** Sessions up to this one are over: how their jobs end is of no interest. */
    private int abandoned;
    /** Whether a task that is done waits for those of the session that have not begun. */
    private boolean expectingAll;

    private int round;
    private int missing;
    private long resultBytes;
    private IntConsumer reported = NOBODY;
    private @Nullable Object order;
    private @Nullable Throwable failure;

    /**
     * A coordinator without a session.
     *
     * @param limit for the results of a round
     * @param nanoTime elapsed time, as {@link System#nanoTime}
     */
    RoundCoordinator(int partitions, ResultLimit limit, LongSupplier nanoTime) {
        this.partitions = partitions;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** Opens a new session, whose number it returns, and sends tasks of the one before away. */
    synchronized int open() {
        leave();
        arrived.clear();
        closing = false;
        expectingAll = false;
        order = null;
        opened = nanoTime.getAsLong();
        return ++session;
    }

    /**
     * Lets tasks of the session that are done wait for those that have not begun: there is a slot for each. Without it a
     * short round is over for the first tasks before the last ones have been started, and every round would be a job.
     */
    synchronized void expectAll() {
        expectingAll = true;
    }

    /**
     * Begins a round with the tasks of the session; false if one of them has left or it is old: then another must be opened.
     *
     * @param newReported is called with every partition whose result has arrived in this round, possibly after its end
     */
    synchronized boolean next(int newRound, Object newOrder, IntConsumer newReported) {
        if (nanoTime.getAsLong() - opened > LONGEST.toNanos()) {
            leave();
        }
        if (closing) {
            return false;
        }
        round = newRound;
        order = newOrder;
        results.clear();
        results.addAll(Collections.nCopies(partitions, null));
        missing = partitions;
        resultBytes = 0;
        reported = newReported;
        answerAll(newOrder);
        return true;
    }

    private void answerAll(Object answer) {
        waiting.forEach(caller -> caller.answer(answer));
        waiting.clear();
    }

    /**
     * A task has something to tell; it is answered when there is something for it to do.
     *
     * @param bytes size of the report
     */
    void report(RoundReply<R> report, long bytes, Caller caller) {
        // The next round may begin before it is called.
        accept(report, bytes, caller).accept(report.partition());
    }

    /** Who is to know that the report brings a result that was missing; else nobody. */
    private synchronized IntConsumer accept(RoundReply<R> report, long bytes, Caller caller) {
        if (report.session() != session) {
            caller.answer(LEAVE);
            return NOBODY;
        }
        if (report.round() == RoundReply.NONE && arrived.get(report.partition())) {
            // It takes another's place. Spark counts a partition's failures by the job, so the next round has a new
            // one.
            leave();
        }
        arrived.set(report.partition());
        boolean isNew = order != null && report.round() == round && results.get(report.partition()) == null;
        if (isNew) {
            results.set(report.partition(), report.result());
            missing--;
            resultBytes += bytes;
            if (limit.isExceededBy(resultBytes)) {
                int arrivedResults = partitions - missing;
                fail(limit.exceeded((resultBytes * partitions + arrivedResults - 1) / arrivedResults, partitions));
                leave();
            }
            notifyAll();
        }
        if (order != null && results.get(report.partition()) == null) {
            caller.answer(order);
        } else if (closing || !expectingAll && isBeginning()) {
            closing = true;
            caller.answer(LEAVE);
        } else {
            if (waiting.isEmpty()) {
                waitingSince = nanoTime.getAsLong();
            }
            waiting.add(caller);
        }
        return isNew ? reported : NOBODY;
    }

    /**
     * The job of a session has ended. What fails the job outside a round makes the next round open another session, like
     * a lost executor; a cancelled job is somebody's decision to end the rounds, also if it is the job of an earlier session
     * whose tasks are about to leave.
     *
     * @param cause null if it ended well
     */
    synchronized void ended(int endedSession, @Nullable Throwable cause, boolean cancelled) {
        if (endedSession <= abandoned || endedSession < session && !cancelled) {
            return;
        }
        if (cancelled || missing > 0) {
            fail(
                    cause == null
                            ? new IllegalStateException("A job of rounds ended without the results of round " + round)
                            : cause);
        }
        leave();
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    /** Ends the session without interest in the end of its job and those before; the next round opens another. */
    synchronized void abandon() {
        abandoned = session;
        failure = null;
        missing = 0;
        order = null;
        leave();
    }

    /** Whether tasks of the round have not begun, which may need the slots of those that are done. */
    private boolean isBeginning() {
        return order != null && arrived.cardinality() < partitions;
    }

    /** Sends away tasks that have waited for long. */
    synchronized void glance() {
        Duration patience = isBeginning() ? ARRIVAL : PATIENCE;
        if (!waiting.isEmpty() && nanoTime.getAsLong() - waitingSince > patience.toNanos()) {
            leave();
        }
    }

    /** Sends tasks away that wait, and those that report from now on in this session. */
    synchronized void leave() {
        closing = true;
        answerAll(LEAVE);
    }

    /** Whether a task of the session has left, or is to leave when it reports: whether the next round needs another. */
    synchronized boolean isClosing() {
        return closing;
    }

    /** Waits until the round's results are all there, or what keeps them from coming is. */
    synchronized void await() throws InterruptedException {
        while (missing > 0 && failure == null) {
            wait();
        }
    }

    /** Whether the results of the round are all there. */
    synchronized boolean isComplete() {
        return missing == 0;
    }

    /** Why the rounds cannot go on; null where they can. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Results of a round of which none is missing, in the order of the partitions. */
    synchronized List<R> results() {
        return List.copyOf(results);
    }
}
