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
public record StoppingConfig(
        OptionalInt patience,
        Metric metric,
        double minDelta,
        OptionalDouble targetAccuracy,
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
