package lenetspark.job.train;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lenetspark.checkpoint.Progress.Improvement;
import lenetspark.config.StoppingConfig;
import org.jspecify.annotations.Nullable;

/** What ends a run before its last epoch, and why. */
final class StoppingRule {

    private final StoppingConfig config;
    private final Supplier<Optional<String>> signal;
    private final LongSupplier nanoClock;
    private final long began;
    private @Nullable Improvement improvement;

    /**
     * A rule for a run that begins now.
     *
     * @param signal the reason to end at once that comes from outside, if there is one
     */
    StoppingRule(StoppingConfig config, Supplier<Optional<String>> signal, LongSupplier nanoClock) {
        this.config = config;
        this.signal = signal;
        this.nanoClock = nanoClock;
        this.began = nanoClock.getAsLong();
    }

    /** Whether the run's time is up, or it was asked to end. */
    Optional<String> timeIsUp() {
        return signal.get().or(this::maxTimeReached);
    }

    private Optional<String> maxTimeReached() {
        return config.maxTime()
                .filter(limit -> nanoClock.getAsLong() - began >= limit.toNanos())
                .map(limit -> "max time of " + spelled(limit) + " reached");
    }

    /** Goes on where another run's rule stood. */
    void resume(@Nullable Improvement before) {
        improvement = before;
    }

    /** Takes note of what an epoch reached on the validation set. */
    void validated(int epoch, double accuracy, double loss) {
        if (improvement == null || isBetter(accuracy, loss, improvement)) {
            improvement = new Improvement(epoch, accuracy, loss);
        }
    }

    /** Where patience was last restored; null before the first epoch that was validated. */
    @Nullable Improvement improvement() {
        return improvement;
    }

    private boolean isBetter(double accuracy, double loss, Improvement than) {
        return switch (config.metric()) {
            case ACCURACY -> accuracy > than.accuracy() + config.minDelta();
            case LOSS -> loss < than.loss() - config.minDelta();
        };
    }

    /** Whether to end after an epoch: see {@link #reached}; or its time is up. */
    Optional<String> afterEpoch(int epoch, double bestAccuracy) {
        return reached(epoch, bestAccuracy).or(this::timeIsUp);
    }

    /** Whether the best accuracy so far is good enough, or {@code epoch} is the last that patience allows. */
    Optional<String> reached(int epoch, double bestAccuracy) {
        if (config.targetAccuracy().isPresent()
                && bestAccuracy >= config.targetAccuracy().getAsDouble()) {
            return Optional.of("target accuracy reached");
        }
        int waited = improvement == null ? 0 : epoch - improvement.epoch();
        if (config.patience().isPresent() && waited >= config.patience().getAsInt()) {
            return Optional.of("no better validation %s in %d epochs".formatted(config.metric(), waited));
        }
        return Optional.empty();
    }

    /** As the command line takes it: 1h30m. */
    private static String spelled(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
