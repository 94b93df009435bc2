package lenetspark.config;

import static lenetspark.config.ConfigException.unusable;

import java.time.Duration;
import java.util.Optional;

/** The valid ranges of options, named as on the command line without the dashes. */
public final class Validation {

    private static final String CREDENTIALS =
            "leave credentials to a role of the machine, to environment variables or to a credential provider of Hadoop";

    private Validation() {}

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

    /** A path or URI that Hadoop resolves. */
    static void place(String option, String value) {
        if (value.isBlank()) {
            throw unusable(option, "a path or URI", value);
        }
        withoutSecret(option, value);
    }

    /** {@link #withoutSecret(String, String, String)} of what Hadoop resolves. */
    public static void withoutSecret(String option, String uri) {
        withoutSecret(option, uri, CREDENTIALS);
    }

    /** A URI is written into logs and run.json, so it must not hold a secret; nor does the error show it. */
    public static void withoutSecret(String option, String uri, String remedy) {
        if (UriSecrets.hasUserInfo(uri)) {
            throw ConfigException.about(
                    option, Spelling.sentence(option) + " must not hold a user or a password: " + remedy);
        }
        if (UriSecrets.hasQuery(uri)) {
            throw ConfigException.about(
                    option,
                    Spelling.sentence(option) + " must not hold a query, which may be a signature or a token: "
                            + remedy);
        }
    }

    static void place(String option, Optional<String> value) {
        value.ifPresent(text -> place(option, text));
    }

    private static void finite(String option, double value) {
        if (!Double.isFinite(value)) {
            throw unusable(option, "a finite number", value);
        }
    }
}
