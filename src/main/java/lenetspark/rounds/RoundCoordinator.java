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
 * Coordinates rounds between the driver and its resident tasks. A session is one Spark job with one task per partition. A task
 * that has finished its part of a round stays resident while all of these hold:
 *
 * <ul>
 *   <li>every partition's task has started, or {@link #waitForAllTasks} was called and the others start within {@link
 *       #START_TIMEOUT};
 *   <li>no task of the session had to be started again;
 *   <li>the next round begins within {@link #IDLE_TIMEOUT};
 *   <li>the session is not older than {@link #MAX_SESSION_AGE} when a round begins;
 *   <li>the job has not ended or been cancelled, the results were not too large, and {@link #closeSession} was not called.
 * </ul>
 *
 * Otherwise it exits and the next round starts a new Spark job. Exiting frees the slot for a task that has not started, for the
 * replacement of a lost task, or for another job. Therefore a round can never wait for a task whose slot is held by a task that
 * waits for the round.
 *
 * <p>Thread-safe. Independent of Spark.
 */
final class RoundCoordinator<R> {

    /** How long a task may wait for a request; far longer than a job takes to start. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(1);

    /** How long a finished task may wait for tasks that have not started; longer than Spark takes to start them all. */
    static final Duration START_TIMEOUT = Duration.ofMillis(200);

    /** Maximum age of a session when a round begins, so that other jobs of the application get slots between two sessions. */
    static final Duration MAX_SESSION_AGE = Duration.ofSeconds(10);

    /** The answer that makes a task exit. */
    static final String EXIT = "exit";

    private static final IntConsumer NO_LISTENER = partition -> {};

    /** Sends the driver's answer to a task that waits for it: an encoded {@link RoundRequest} or {@link #EXIT}. */
    interface ReplyCallback {
        void answer(Object message);
    }

    private final int partitions;
    private final ResultLimit limit;
    private final LongSupplier nanoTime;

    private final BitSet started = new BitSet();
    private final List<ReplyCallback> idleTasks = new ArrayList<>();
    private final List<@Nullable R> results = new ArrayList<>();
    private long idleSince;
    private int session;
    private long sessionStart;
    /** Whether a task of the session has exited, or will exit when it replies. */
    private boolean closing = true;
    /** The last session whose job's end is ignored, as is that of all sessions before it. */
    private int abandonedSession;
    /** Whether finished tasks wait for tasks of the session that have not started. */
    private boolean waitingForAllTasks;

    private int round;
    private int missing;
    private long resultBytes;
    private IntConsumer resultListener = NO_LISTENER;
    private @Nullable Object request;
    private @Nullable Throwable failure;

    /**
     * Creates a coordinator without a session.
     *
     * @param limit on the results of a round
     * @param nanoTime elapsed time in nanoseconds, as {@link System#nanoTime}
     */
    RoundCoordinator(int partitions, ResultLimit limit, LongSupplier nanoTime) {
        this.partitions = partitions;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** Closes the current session, opens a new one and returns its number. */
    synchronized int openSession() {
        closeSession();
        started.clear();
        closing = false;
        waitingForAllTasks = false;
        request = null;
        sessionStart = nanoTime.getAsLong();
        return ++session;
    }

    /**
     * Lets finished tasks of the session wait for tasks that have not started. To be called when there is a slot for each task.
     * Without it, the first tasks finish a short round before the last tasks have started, and every round would be a job.
     */
    synchronized void waitForAllTasks() {
        waitingForAllTasks = true;
    }

    /**
     * Begins a round with the tasks of the session. Returns false if one of them has exited or the session is too old; the
     * caller must then open a new session.
     *
     * @param newRequest encoded {@link RoundRequest}
     * @param newResultListener called with every partition whose result has arrived in this round, possibly after its end
     */
    synchronized boolean beginRound(int newRound, Object newRequest, IntConsumer newResultListener) {
        if (nanoTime.getAsLong() - sessionStart > MAX_SESSION_AGE.toNanos()) {
            closeSession();
        }
        if (closing) {
            return false;
        }
        round = newRound;
        request = newRequest;
        results.clear();
        results.addAll(Collections.nCopies(partitions, null));
        missing = partitions;
        resultBytes = 0;
        resultListener = newResultListener;
        answerIdleTasks(newRequest);
        return true;
    }

    private void answerIdleTasks(Object message) {
        idleTasks.forEach(task -> task.answer(message));
        idleTasks.clear();
    }

    /**
     * Receives a task's reply and answers it, now or when the next round begins or the session is closed.
     *
     * @param bytes size of the reply
     * @param task receives the answer
     */
    void receive(RoundReply<R> reply, long bytes, ReplyCallback task) {
        // Called outside the lock, so the next round may begin before the listener runs.
        accept(reply, bytes, task).accept(reply.partition());
    }

    /** Returns the listener to call if the reply brings a missing result of the round; otherwise a listener that does nothing. */
    private synchronized IntConsumer accept(RoundReply<R> reply, long bytes, ReplyCallback task) {
        if (reply.session() != session) {
            task.answer(EXIT);
            return NO_LISTENER;
        }
        if (reply.round() == RoundReply.NO_ROUND && started.get(reply.partition())) {
            // The task was started again. Spark counts the failures of a partition per job, so the next round gets
            // a new job.
            closeSession();
        }
        started.set(reply.partition());
        boolean isNew = request != null && reply.round() == round && results.get(reply.partition()) == null;
        if (isNew) {
            results.set(reply.partition(), reply.result());
            missing--;
            resultBytes += bytes;
            if (limit.isExceededBy(resultBytes)) {
                int received = partitions - missing;
                fail(limit.exceeded((resultBytes * partitions + received - 1) / received, partitions));
                closeSession();
            }
            notifyAll();
        }
        if (request != null && results.get(reply.partition()) == null) {
            task.answer(request);
        } else if (closing || !waitingForAllTasks && hasUnstartedTasks()) {
            closing = true;
            task.answer(EXIT);
        } else {
            if (idleTasks.isEmpty()) {
                idleSince = nanoTime.getAsLong();
            }
            idleTasks.add(task);
        }
        return isNew ? resultListener : NO_LISTENER;
    }

    /**
     * Handles the end of a session's Spark job. If the job fails between rounds, for example because an executor is lost, the
     * next round opens a new session. If it was cancelled, the rounds fail, because a user has decided to end them; this holds
     * for the job of an earlier session too, whose tasks may not have exited yet.
     *
     * @param cause why the job failed; null if it succeeded
     */
    synchronized void jobEnded(int endedSession, @Nullable Throwable cause, boolean cancelled) {
        if (endedSession <= abandonedSession || endedSession < session && !cancelled) {
            return;
        }
        if (cancelled || missing > 0) {
            fail(
                    cause == null
                            ? new IllegalStateException("The Spark job ended without the results of round " + round)
                            : cause);
        }
        closeSession();
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    /** Closes the session, clears any failure, and ignores how the jobs of this and earlier sessions end. */
    synchronized void abandonSession() {
        abandonedSession = session;
        failure = null;
        missing = 0;
        request = null;
        closeSession();
    }

    /** Returns whether tasks of the round have not started; they may need the slots of finished tasks. */
    private boolean hasUnstartedTasks() {
        return request != null && started.cardinality() < partitions;
    }

    /** Closes the session if its tasks have been idle for too long. */
    synchronized void expireIdle() {
        Duration timeout = hasUnstartedTasks() ? START_TIMEOUT : IDLE_TIMEOUT;
        if (!idleTasks.isEmpty() && nanoTime.getAsLong() - idleSince > timeout.toNanos()) {
            closeSession();
        }
    }

    /** Makes idle tasks exit now, and the other tasks of the session when they reply. */
    synchronized void closeSession() {
        closing = true;
        answerIdleTasks(EXIT);
    }

    /** Returns whether a task of the session has exited or will exit when it replies, so that the next round needs a new session. */
    synchronized boolean isClosing() {
        return closing;
    }

    /** Waits until all results of the round have arrived or the round has failed. */
    synchronized void await() throws InterruptedException {
        while (missing > 0 && failure == null) {
            wait();
        }
    }

    /** Returns whether all results of the round have arrived. */
    synchronized boolean isComplete() {
        return missing == 0;
    }

    /** Returns why the rounds failed; null if they did not. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Returns the results of a complete round, in the order of the partitions. */
    synchronized List<R> results() {
        return List.copyOf(results);
    }
}
