package lenetspark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.apache.hadoop.fs.Path;

/** Creates the exceptions of this package. Each message is a single line that starts with the URI concerned. */
final class StorageErrors {

    private StorageErrors() {}

    static IOException of(Object location, String problem, Exception cause) {
        return new IOException(location + ": " + problem + ": " + reason(cause), cause);
    }

    static FileNotFoundException missing(Path location, String problem, Exception cause) {
        FileNotFoundException e = new FileNotFoundException(location + ": " + problem);
        e.initCause(cause);
        return e;
    }

    static IOException unknownScheme(Path location, Exception cause) {
        return new IOException(
                location + ": no filesystem for scheme '" + location.toUri().getScheme()
                        + "'; add the Hadoop connector of the scheme to the class path",
                cause);
    }

    private static String reason(Exception failure) {
        Throwable cause = failure;
        // Hadoop creates its filesystems by reflection, which wraps their exceptions.
        while ((cause instanceof RuntimeException || cause instanceof InvocationTargetException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
