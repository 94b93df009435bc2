package lenetspark.job.train;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lenetspark.checkpoint.Progress.Improvement;
import lenetspark.config.StoppingConfig;
import org.jspecify.annotations.Nullable;

/** Decides whether a run ends before its last epoch, and gives the reason. */
final class StoppingRule {

    private final StoppingConfig config;
    private final Supplier<Optional<String>> stopRequest;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private @Nullable Improvement improvement;

    /**
     * Creates the rule of a run that starts now.
     *
     * @param stopRequest supplies the reason of an external request to stop, if there is one
     */
    StoppingRule(StoppingConfig config, Supplier<Optional<String>> stopRequest, LongSupplier nanoClock) {
        this.config = config;
        this.stopRequest = stopRequest;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
    }

    /** Returns a reason to stop after any round: an external request or the maximum time. */
    Optional<String> reasonAfterRound() {
        return stopRequest.get().or(this::maxTimeReached);
    }

    private Optional<String> maxTimeReached() {
        return config.maxTime()
                .filter(limit -> nanoClock.getAsLong() - startNanos >= limit.toNanos())
                .map(limit -> "max time of " + format(limit) + " reached");
    }

    /** Restores the state of the rule of the run that is resumed. */
    void resume(@Nullable Improvement previous) {
        improvement = previous;
    }

    /** Records the validation results of an epoch. */
    void recordValidation(int epoch, double accuracy, double loss) {
        if (improvement == null || isImprovement(accuracy, loss, improvement)) {
            improvement = new Improvement(epoch, accuracy, loss);
        }
    }

    /** Returns the last epoch that counted as an improvement; null before the first validation. */
    @Nullable Improvement improvement() {
        return improvement;
    }

    private boolean isImprovement(double accuracy, double loss, Improvement previous) {
        return switch (config.metric()) {
            case ACCURACY -> accuracy > previous.accuracy() + config.minDelta();
            case LOSS -> loss < previous.loss() - config.minDelta();
        };
    }

    /** Returns a reason to stop after an epoch: see {@link #reasonAfterValidation} and {@link #reasonAfterRound}. */
    Optional<String> afterEpoch(int epoch, double bestAccuracy) {
        return reasonAfterValidation(epoch, bestAccuracy).or(this::reasonAfterRound);
    }

    /** Returns a reason to stop from the validation results: the target accuracy is reached or the patience is exhausted. */
    Optional<String> reasonAfterValidation(int epoch, double bestAccuracy) {
        if (config.targetAccuracy().isPresent()
                && bestAccuracy >= config.targetAccuracy().getAsDouble()) {
            return Optional.of("target accuracy reached");
        }
        int epochsWithoutImprovement = improvement == null ? 0 : epoch - improvement.epoch();
        if (config.patience().isPresent()
                && epochsWithoutImprovement >= config.patience().getAsInt()) {
            return Optional.of(
                    "no better validation %s in %d epochs".formatted(config.metric(), epochsWithoutImprovement));
        }
        return Optional.empty();
    }

    /** Formats a duration as the command line accepts it, such as 1h30m. */
    private static String format(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
