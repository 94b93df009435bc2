package lenetspark.job.train;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Detects a round that is stuck: one that takes longer than {@link #MIN_DURATION} and longer than {@link #MEDIAN_FACTOR} times
 * the median duration of the previous rounds.
 */
final class StragglerDetector {

    private static final Duration MIN_DURATION = Duration.ofSeconds(60);
    private static final int MEDIAN_FACTOR = 10;

    /** Number of previous rounds whose durations the median is taken of. */
    private static final int HISTORY_SIZE = 101;

    private static final String COMPLETED = "completed";
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoClock;
    private final Deque<Long> durations = new ArrayDeque<>();
    private final Map<Integer, String> taskStates = new HashMap<>();
    private final BitSet completed = new BitSet();
    private @Nullable String roundName;
    private int epoch;
    private int round;
    private int partitions;
    private long startNanos;
    private boolean reported;

    /**
     * Creates a detector.
     *
     * @param nanoClock elapsed time in nanoseconds, as {@link System#nanoTime}
     */
    StragglerDetector(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Starts timing a round.
     *
     * @param newName name of the round in the warning
     */
    synchronized void roundStarted(int newEpoch, int newRound, String newName, int newPartitions) {
        epoch = newEpoch;
        round = newRound;
        roundName = newName;
        partitions = newPartitions;
        startNanos = nanoClock.getAsLong();
        reported = false;
        completed.clear();
    }

    /** Records that the result of a partition has arrived; ignored if it belongs to another round than the current one. */
    synchronized void partitionCompleted(int ofEpoch, int ofRound, int partition) {
        if (ofEpoch == epoch && ofRound == round) {
            completed.set(partition);
        }
    }

    /** Records the start of a Spark job, which may run many rounds. No task of the job has started yet. */
    synchronized void jobStarted() {
        taskStates.clear();
    }

    /** Sets the state of the task of a partition as it appears in the warning, such as {@code running on node-3}. */
    synchronized void setTaskState(int partition, String state) {
        taskStates.put(partition, state);
    }

    /** Records that the task of a partition has succeeded. */
    synchronized void taskCompleted(int partition) {
        taskStates.put(partition, COMPLETED);
    }

    /** Adds the duration of the current round to the history. */
    synchronized void roundCompleted() {
        durations.addLast(nanoClock.getAsLong() - startNanos);
        if (durations.size() > HISTORY_SIZE) {
            durations.removeFirst();
        }
        roundName = null;
    }

    /** Returns a warning if the current round is stuck and has not been reported; otherwise empty. */
    synchronized Optional<String> detect() {
        if (roundName == null || reported || durations.isEmpty()) {
            return Optional.empty();
        }
        long elapsed = nanoClock.getAsLong() - startNanos;
        long median = durations.stream().sorted().toList().get(durations.size() / 2);
        if (elapsed <= Math.max(MIN_DURATION.toNanos(), MEDIAN_FACTOR * median)) {
            return Optional.empty();
        }
        reported = true;
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: running for %.0f s, the median is %.1f s; waiting for %s",
                roundName,
                elapsed / NANOS_PER_SECOND,
                median / NANOS_PER_SECOND,
                missingPartitions()));
    }

    private String missingPartitions() {
        return IntStream.range(0, partitions)
                .filter(partition -> !completed.get(partition) && !COMPLETED.equals(taskStates.get(partition)))
                .mapToObj(partition ->
                        "partition %d (%s)".formatted(partition, taskStates.getOrDefault(partition, "not started")))
                .collect(Collectors.joining(", "));
    }
}
