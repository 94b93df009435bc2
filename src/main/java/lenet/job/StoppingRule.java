package lenet.job;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import lenet.config.StoppingConfig;

/** What ends a run before its last epoch, and why. */
final class StoppingRule {

    private final StoppingConfig config;
    private final LongSupplier nanoClock;
    private final long began;

    StoppingRule(StoppingConfig config, LongSupplier nanoClock) {
        this.config = config;
        this.nanoClock = nanoClock;
        this.began = nanoClock.getAsLong();
    }

    /** Whether the run's time is up. */
    Optional<String> timeIsUp() {
        return config.maxTime()
                .filter(limit -> nanoClock.getAsLong() - began >= limit.toNanos())
                .map(limit -> "max time of " + spelled(limit) + " reached");
    }

    /** Whether to end after an epoch: see {@link #reached}; or its time is up. */
    Optional<String> afterEpoch(double bestAccuracy, int epochsAgo) {
        return reached(bestAccuracy, epochsAgo).or(this::timeIsUp);
    }

    /** Whether the best accuracy so far, reached {@code epochsAgo} epochs ago, is good enough or no longer improving. */
    Optional<String> reached(double bestAccuracy, int epochsAgo) {
        if (config.targetAccuracy().isPresent()
                && bestAccuracy >= config.targetAccuracy().getAsDouble()) {
            return Optional.of("target accuracy reached");
        }
        if (config.patience().isPresent() && epochsAgo >= config.patience().getAsInt()) {
            return Optional.of("no better validation accuracy in " + epochsAgo + " epochs");
        }
        return Optional.empty();
    }

    /** As the command line takes it: 1h30m. */
    private static String spelled(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
