package lenet.config;

import static lenet.config.ConfigException.unusable;

import java.time.Duration;
import java.util.Optional;

/** The valid ranges of options, named as on the command line without the dashes. */
final class Check {

    private Check() {}

    static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw unusable(option, "at least " + least, value);
        }
    }

    static void between(String option, int value, int least, int most) {
        atLeast(option, value, least);
        if (value > most) {
            throw unusable(option, "at most " + most, value);
        }
    }

    static void positive(String option, double value) {
        finite(option, value);
        if (value <= 0) {
            throw unusable(option, "greater than 0", value);
        }
    }

    static void notNegative(String option, double value) {
        finite(option, value);
        if (value < 0) {
            throw unusable(option, "at least 0", value);
        }
    }

    static void notOver(String option, double value, int most) {
        if (value > most) {
            throw unusable(option, "at most " + most, value);
        }
    }

    static void below(String option, double value, int limit) {
        if (value >= limit) {
            throw unusable(option, "less than " + limit, value);
        }
    }

    static void upTo(String option, Duration value, Duration most) {
        if (value.isNegative() || value.isZero()) {
            throw unusable(option, "longer than 0s", value);
        }
        if (value.compareTo(most) > 0) {
            throw unusable(option, "at most " + most.toDays() + " days", value);
        }
    }

    static void notBlank(String option, String value) {
        if (value.isBlank()) {
            throw unusable(option, "a path or URI", value);
        }
    }

    static void notBlank(String option, Optional<String> value) {
        value.ifPresent(text -> notBlank(option, text));
    }

    private static void finite(String option, double value) {
        if (!Double.isFinite(value)) {
            throw unusable(option, "a finite number", value);
        }
    }
}
