package lenetspark.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An argument or a configuration that cannot be used: the user's to mend, so its message is one line that says what is
 * wrong, where, and what would be right.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String option;

    /** An error of no single option. */
    public ConfigException(String message) {
        this(message, null, null);
    }

    /** An error with the exception that told of it. */
    public ConfigException(String message, Throwable cause) {
        this(message, null, cause);
    }

    private ConfigException(String message, @Nullable String option, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.option = option;
    }

    /** An error of one option, named without its dashes ({@code batch-size}). */
    public static ConfigException about(String option, String message) {
        return new ConfigException(message, option, null);
    }

    /** An option's value that is not what it must be: "Batch size must be at least 1, got: 0". */
    public static ConfigException unusable(String option, String must, Object value) {
        return about(option, Spelling.sentence(option) + " must be " + must + ", got: " + shown(value));
    }

    /** The option that the error is about, without its dashes. */
    public Optional<String> option() {
        return Optional.ofNullable(option);
    }

    /** The same error, said to be at a place such as {@code job.conf:3}. */
    public ConfigException at(String place) {
        return new ConfigException(place + ": " + getMessage(), option, this);
    }

    /** A value as far as a line has room for it, without what may be a secret. */
    public static String shown(Object value) {
        String text = UriSecrets.redacted(value.toString());
        if (text.isBlank()) {
            return "'" + text + "'";
        }
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
