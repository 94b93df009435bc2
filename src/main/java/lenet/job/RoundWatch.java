package lenet.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notices a round that is stuck: one that takes longer than {@link #LEAST} and than {@link #FACTOR} times the median of the
 * rounds before it.
 */
final class RoundWatch {

    private static final Duration LEAST = Duration.ofSeconds(60);
    private static final int FACTOR = 10;

    /** Rounds that the median is of. */
    private static final int MEMORY = 101;

    private static final double NANOS = 1e9;

    private final LongSupplier nanoClock;
    private final Deque<Long> durations = new ArrayDeque<>();
    private final Map<Integer, String> waiting = new TreeMap<>();
    private @Nullable String round;
    private long began;
    private boolean named;

    /**
     * A watch over rounds that are yet to begin.
     *
     * @param nanoClock elapsed time, as {@link System#nanoTime}
     */
    RoundWatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A round of that name begins. */
    synchronized void roundBegan(String name, int partitions) {
        round = name;
        began = nanoClock.getAsLong();
        named = false;
        waiting.clear();
        for (int partition = 0; partition < partitions; partition++) {
            waiting.put(partition, "not started");
        }
    }

    /** A partition that has not reported is now so: {@code running on node-3}. */
    synchronized void partitionIs(int partition, String state) {
        waiting.replace(partition, state);
    }

    /** A partition has reported. */
    synchronized void partitionDone(int partition) {
        waiting.remove(partition);
    }

    /** The round is over. */
    synchronized void roundEnded() {
        durations.addLast(nanoClock.getAsLong() - began);
        if (durations.size() > MEMORY) {
            durations.removeFirst();
        }
        round = null;
    }

    /** What there is to say of the round under way, once a round; empty while it is not stuck. */
    synchronized Optional<String> alarm() {
        if (round == null || named || durations.isEmpty()) {
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
                round,
                taken / NANOS,
                usual / NANOS,
                waiting.entrySet().stream()
                        .map(partition -> "partition " + partition.getKey() + " (" + partition.getValue() + ")")
                        .collect(Collectors.joining(", "))));
    }
}
