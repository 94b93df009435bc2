package lenetspark.run;

import java.io.IOException;

/** Thrown when an output of a job cannot be used or written. The message is one line for the user. */
public final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(message);
    }

    public OutputException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
