package lenetspark.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Conditions that end training before its last epoch. An empty value disables a condition.
 *
 * @param patience epochs without an improvement of the validation metric after which training stops, at least 1
 * @param metric validation metric to monitor
 * @param minDelta change that an improvement must exceed, at least 0
 * @param targetAccuracy validation accuracy as a fraction, greater than 0 and at most 1
 * @param maxTime time since the start of training, longer than zero and at most {@link #MAX_TIME_LIMIT}
 */
@Section("Early stopping")
public record StoppingConfig(
        @Option(
                        name = "early-stopping-patience",
                        description = "Stop after N epochs without an improvement of the metric, 1 or more",
                        details = "It requires a validation set.",
                        unset = "off",
                        example = "3",
                        effect = Option.Effect.RUN)
                OptionalInt patience,
        @Option(
                        name = "early-stopping-metric",
                        label = "METRIC",
                        description = "Validation metric to monitor: accuracy or loss",
                        defaultValue = "accuracy",
                        needs = "early-stopping-patience",
                        effect = Option.Effect.RUN)
                Metric metric,
        @Option(
                        name = "early-stopping-min-delta",
                        description = "Smallest change that counts as an improvement, 0 or more",
                        details = "It is a fraction for accuracy, and in nats for loss.",
                        defaultValue = "0.0",
                        needs = "early-stopping-patience",
                        effect = Option.Effect.RUN)
                double minDelta,
        @Option(
                        name = "target-accuracy",
                        description = "Stop when the validation accuracy reaches X, greater than 0 and at most 1",
                        details = "It requires a validation set.",
                        unset = "off",
                        example = "0.99",
                        effect = Option.Effect.RUN)
                OptionalDouble targetAccuracy,
        @Option(
                        name = "max-time",
                        description = "Stop after this time: 30s, 10m, 1h30m or PT10M, up to 365 days",
                        details = "PT10M is the notation of ISO 8601. The time must be longer than 0s.",
                        unset = "off",
                        example = "10m",
                        effect = Option.Effect.RUN)
                Optional<Duration> maxTime) {

    /** Metric of the validation set that early stopping monitors. */
    public enum Metric {
        /** Fraction of correctly classified images; higher is better. */
        ACCURACY,
        /** Mean cross entropy; lower is better. */
        LOSS;

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /** Upper limit of {@code maxTime}, which keeps arithmetic in nanoseconds free of overflow. */
    public static final Duration MAX_TIME_LIMIT = Duration.ofDays(365);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public StoppingConfig {
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(targetAccuracy, "targetAccuracy");
        Objects.requireNonNull(maxTime, "maxTime");
        patience.ifPresent(epochs -> Validation.atLeast("early-stopping-patience", epochs, 1));
        Validation.notNegative("early-stopping-min-delta", minDelta);
        targetAccuracy.ifPresent(accuracy -> {
            Validation.positive("target-accuracy", accuracy);
            Validation.atMost("target-accuracy", accuracy, 1);
        });
        maxTime.ifPresent(time -> Validation.positiveAtMost("max-time", time, MAX_TIME_LIMIT));
    }
}
