package lenetspark.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Invalid argument or configuration. The message is one line for the user: what is wrong, where, and the remedy.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String option;

    /** Creates an error that concerns no single option. */
    public ConfigException(String message) {
        this(message, null, null);
    }

    /** Creates an error with its cause. */
    public ConfigException(String message, Throwable cause) {
        this(message, null, cause);
    }

    private ConfigException(String message, @Nullable String option, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.option = option;
    }

    /** Creates an error that concerns one option, named without its dashes ({@code batch-size}). */
    public static ConfigException about(String option, String message) {
        return new ConfigException(message, option, null);
    }

    /** Creates the error of an invalid value: "Batch size must be at least 1, got: 0". */
    public static ConfigException unusable(String option, String must, Object value) {
        return about(option, Spelling.sentence(option) + " must be " + must + ", got: " + shown(value));
    }

    /** Returns the option that the error concerns, without its dashes. */
    public Optional<String> option() {
        return Optional.ofNullable(option);
    }

    /** Returns the same error with a location such as {@code job.conf:3} at the beginning of its message. */
    public ConfigException at(String location) {
        return new ConfigException(location + ": " + getMessage(), option, this);
    }

    /** Returns the text of a value for a message: at most 100 characters, with possible secrets redacted. */
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
