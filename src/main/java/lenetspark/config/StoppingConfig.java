package lenetspark.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What ends training before its last epoch; empty is off.
 *
 * @param patience epochs without a better validation metric, at least 1
 * @param metric what patience looks at
 * @param minDelta what better is more than, at least 0
 * @param targetAccuracy validation accuracy as a fraction, greater than 0 and at most 1
 * @param maxTime time since the start of training, longer than zero and at most {@link #LONGEST}
 */
public record StoppingConfig(
        OptionalInt patience,
        StoppingMetric metric,
        double minDelta,
        OptionalDouble targetAccuracy,
        Optional<Duration> maxTime) {

    /** The longest maximum time: short enough for any clock arithmetic in nanoseconds. */
    public static final Duration LONGEST = Duration.ofDays(365);

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
            Validation.notOver("target-accuracy", accuracy, 1);
        });
        maxTime.ifPresent(time -> Validation.upTo("max-time", time, LONGEST));
    }
}
