package lenetspark.cli;

import lenetspark.job.ClusterException;
import lenetspark.job.Console;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Exit code and error message of a failed command.
 *
 * @param line message without the prefix "lenet: " and without line breaks
 */
public record CommandFailure(ExitCode code, String line) {

    /**
     * Returns the failure of the first exception in the chain of causes that has an exit code of its own, because Spark wraps
     * the exceptions of tasks.
     */
    public static CommandFailure of(Throwable thrown) {
        for (Throwable cause : ExceptionUtils.getThrowableList(thrown)) {
            ExitCode code = ExitCode.of(cause);
            if (code != ExitCode.FAILURE || cause instanceof ClusterException) {
                return new CommandFailure(code, Console.oneLine(String.valueOf(cause.getMessage())));
            }
        }
        return new CommandFailure(ExitCode.FAILURE, Console.oneLine(thrown.toString()));
    }
}
