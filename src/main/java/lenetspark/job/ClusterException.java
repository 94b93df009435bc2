package lenetspark.job;

import org.jspecify.annotations.Nullable;

/** Thrown when the cluster does not run the application. The message is one line for the user. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
