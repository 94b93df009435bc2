package lenetspark.config;

import static lenetspark.config.ConfigException.unusable;

import java.time.Duration;
import java.util.Optional;

/** Validation of option values. Options are named as on the command line, without the dashes. */
public final class Validation {

    private static final String CREDENTIALS =
            "supply credentials by an instance role, environment variables or a Hadoop credential provider";

    private Validation() {}

    static void atLeast(String option, int value, int min) {
        if (value < min) {
            throw unusable(option, "at least " + min, value);
        }
    }

    static void between(String option, int value, int min, int max) {
        atLeast(option, value, min);
        if (value > max) {
            throw unusable(option, "at most " + max, value);
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

    static void atMost(String option, double value, int max) {
        if (value > max) {
            throw unusable(option, "at most " + max, value);
        }
    }

    static void lessThan(String option, double value, int limit) {
        if (value >= limit) {
            throw unusable(option, "less than " + limit, value);
        }
    }

    static void positiveAtMost(String option, Duration value, Duration max) {
        if (value.isNegative() || value.isZero()) {
            throw unusable(option, "longer than 0s", value);
        }
        if (value.compareTo(max) > 0) {
            throw unusable(option, "at most " + max.toDays() + " days", value);
        }
    }

    /** Checks a path or URI that Hadoop resolves. */
    static void location(String option, String value) {
        if (value.isBlank()) {
            throw unusable(option, "a path or URI", value);
        }
        withoutSecret(option, value);
    }

    /** Checks that a path or URI that Hadoop resolves contains no secret. */
    public static void withoutSecret(String option, String uri) {
        withoutSecret(option, uri, CREDENTIALS);
    }

    /** Checks that a URI contains no secret, because URIs are written to logs and run.json. The error does not show the URI. */
    public static void withoutSecret(String option, String uri, String remedy) {
        if (UriSecrets.hasUserInfo(uri)) {
            throw ConfigException.about(
                    option, Spelling.sentence(option) + " must not contain a user name or password: " + remedy);
        }
        if (UriSecrets.hasQuery(uri)) {
            throw ConfigException.about(
                    option,
                    Spelling.sentence(option) + " must not contain a query, which may be a signature or a token: "
                            + remedy);
        }
    }

    static void location(String option, Optional<String> value) {
        value.ifPresent(text -> location(option, text));
    }

    private static void finite(String option, double value) {
        if (!Double.isFinite(value)) {
            throw unusable(option, "a finite number", value);
        }
    }
}
