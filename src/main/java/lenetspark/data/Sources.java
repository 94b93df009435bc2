package lenetspark.data;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * What Spark's data sources need: paths that are no patterns, and errors in one line. That a file cannot be read says nothing
 * of its content, so reading is tried again: by Spark in a task, here on the driver.
 */
public final class Sources {

    /** As often as Spark runs a task by default. */
    private static final int ATTEMPTS = 4;

    private Sources() {}

    /** Reads a file. */
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Reads a file on the driver, again if the filesystem fails.
     *
     * @throws DataException if it fails each time
     */
    public static <T> T read(String location, Reading<T> reading) {
        for (int attempt = 1; ; attempt++) {
            try {
                return reading.read();
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw failed(location, e);
                }
            }
        }
    }

    /** An error of the filesystem, which may name the location itself. */
    public static DataException failed(String location, IOException failure) {
        String reason = String.valueOf(failure.getMessage());
        return new DataException(
                reason.startsWith(location) ? reason : location + ": cannot be read: " + reason, failure);
    }

    /** A path as Spark reads that very path, which it would take for a pattern. */
    public static String literal(String uri) {
        return uri.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
    }

    /**
     * Opens a source.
     *
     * @throws DataException whatever the reason is that it cannot be opened
     */
    public static <T> T load(String uri, Supplier<T> source) {
        try {
            return source.get();
        } catch (Exception e) {
            // Among them AnalysisException, which is checked and comes out of Scala undeclared.
            throw unreadable(uri, e);
        }
    }

    public static DataException unreadable(String uri, Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new DataException(uri + ": cannot be read: " + reason, failure);
    }
}
