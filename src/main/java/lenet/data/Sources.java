package lenet.data;

import java.util.function.Supplier;

/** What Spark's data sources need: paths that are no patterns, and errors in one line. */
final class Sources {

    private Sources() {}

    /** A path as Spark reads that very path, which it would take for a pattern. */
    static String literal(String uri) {
        return uri.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
    }

    /**
     * Opens a source.
     *
     * @throws DataException whatever the reason is that it cannot be opened
     */
    static <T> T load(String uri, Supplier<T> source) {
        try {
            return source.get();
        } catch (Exception e) {
            // Among them AnalysisException, which is checked and comes out of Scala undeclared.
            throw unreadable(uri, e);
        }
    }

    static DataException unreadable(String uri, Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new DataException(uri + ": cannot be read: " + reason, failure);
    }
}
