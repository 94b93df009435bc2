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
 * Notices a round that is stuck: one that takes longer than {@link #LEAST} and than {@link #FACTOR} times the median of the
 * rounds before it.
 */
final class StragglerDetector {

    private static final Duration LEAST = Duration.ofSeconds(60);
    private static final int FACTOR = 10;

    /** Rounds that the median is of. */
    private static final int MEMORY = 101;

    private static final String DONE = "done";
    private static final double NANOS = 1e9;

    private final LongSupplier nanoClock;
    private final Deque<Long> durations = new ArrayDeque<>();
    private final Map<Integer, String> tasks = new HashMap<>();
    private final BitSet done = new BitSet();
    private @Nullable String name;
    private int epoch;
    private int round;
    private int partitions;
    private long began;
    private boolean named;

    /**
     * A watch over rounds that are yet to begin.
     *
     * @param nanoClock elapsed time, as {@link System#nanoTime}
     */
    StragglerDetector(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A round begins. */
    synchronized void roundBegan(int newEpoch, int newRound, String newName, int ofPartitions) {
        epoch = newEpoch;
        round = newRound;
        name = newName;
        partitions = ofPartitions;
        began = nanoClock.getAsLong();
        named = false;
        done.clear();
    }

    /** A partition's result of a round has arrived; the next round may have begun since. */
    synchronized void partitionDone(int ofEpoch, int ofRound, int partition) {
        if (ofEpoch == epoch && ofRound == round) {
            done.set(partition);
        }
    }

    /** A job begins; none of its tasks runs yet. One may be for many rounds. */
    synchronized void jobBegan() {
        tasks.clear();
    }

    /** A partition's task is now so: {@code running on node-3}. */
    synchronized void taskIs(int partition, String state) {
        tasks.put(partition, state);
    }

    /** A partition's task has ended well. */
    synchronized void taskDone(int partition) {
        tasks.put(partition, DONE);
    }

    /** The round is over. */
    synchronized void roundEnded() {
        durations.addLast(nanoClock.getAsLong() - began);
        if (durations.size() > MEMORY) {
            durations.removeFirst();
        }
        name = null;
    }

    /** What there is to say of the round under way, once a round; empty while it is not stuck. */
    synchronized Optional<String> alarm() {
        if (name == null || named || durations.isEmpty()) {
            return Optional.empty();
        }
        long taken = nanoClock.getAsLong() - began;
        long usual = durations.stream().sorted().toList().get(durations.size() / 2);
        if (taken <= Math.max(LEAST.toNanos(), FACTOR * usual)) {
            return Optional.empty();
        }
        named = true;
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: under way for %.0f s, usual are %.1f s; waiting for %s",
                name,
                taken / NANOS,
                usual / NANOS,
                waitingFor()));
    }

    private String waitingFor() {
        return IntStream.range(0, partitions)
                .filter(partition -> !done.get(partition) && !DONE.equals(tasks.get(partition)))
                .mapToObj(partition ->
                        "partition %d (%s)".formatted(partition, tasks.getOrDefault(partition, "not started")))
                .collect(Collectors.joining(", "));
    }
}
