package lenet.job;

import java.io.IOException;

/** The run directory cannot be used. The message is one line for the user. */
final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputException(String message) {
        super(message);
    }

    OutputException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
