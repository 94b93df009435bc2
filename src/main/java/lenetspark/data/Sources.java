package lenetspark.data;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Helper methods for reading data sources: escaping of glob characters, retries and one-line errors. A read failure
 * does not mean that the content is damaged, so a failed read is retried: by Spark in a task, by {@link #read} on the
 * driver.
 */
public final class Sources {

    /** Number of attempts, equal to the default of {@code spark.task.maxFailures}. */
    private static final int ATTEMPTS = 4;

    private Sources() {}

    /** Read operation that is retried if it throws an {@link IOException}. */
    @FunctionalInterface
    public interface ReadOperation<T> {
        T read() throws IOException;
    }

    /**
     * Reads a file on the driver and retries if the filesystem fails.
     *
     * @throws DataException if every attempt fails
     */
    public static <T> T read(String location, ReadOperation<T> operation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return operation.read();
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw readFailure(location, e);
                }
            }
        }
    }

    /** Returns the exception for a filesystem failure, whose message may already start with the location. */
    public static DataException readFailure(String location, IOException failure) {
        String reason = String.valueOf(failure.getMessage());
        return new DataException(
                reason.startsWith(location) ? reason : location + ": cannot be read: " + reason, failure);
    }

    /** Escapes the glob characters in a path, so that Spark reads exactly this path. */
    public static String escapeGlob(String uri) {
        return uri.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
    }

    /**
     * Opens a source and converts every exception to a {@link DataException}.
     *
     * @throws DataException if the source cannot be opened, for any reason
     */
    public static <T> T load(String uri, Supplier<T> source) {
        try {
            return source.get();
        } catch (Exception e) {
            // AnalysisException is a checked exception that Scala does not declare, so Exception is caught.
            throw unreadable(uri, e);
        }
    }

    /** Returns the exception for a source that cannot be read; the message contains the root cause. */
    public static DataException unreadable(String uri, Exception failure) {
        Throwable cause = ExceptionUtils.getRootCause(failure);
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new DataException(uri + ": cannot be read: " + reason, failure);
    }
}
