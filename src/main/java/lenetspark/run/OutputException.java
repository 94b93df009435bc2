package lenetspark.run;

import java.io.IOException;

/** The run directory cannot be used. The message is one line for the user. */
public final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(message);
    }

    public OutputException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
