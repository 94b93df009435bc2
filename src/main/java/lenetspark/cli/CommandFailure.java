package lenetspark.cli;

import lenetspark.job.ClusterException;
import lenetspark.job.Console;

/**
 * Why a command failed: its exit code and its line on the console.
 *
 * @param line without "lenet: " and without a line break
 */
public record CommandFailure(ExitCode code, String line) {

    /** The first error with a line for the user among the exception and its causes, since Spark wraps what a task throws. */
    public static CommandFailure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            ExitCode code = ExitCode.of(cause);
            if (code != ExitCode.FAILURE || cause instanceof ClusterException) {
                return new CommandFailure(code, Console.oneLine(String.valueOf(cause.getMessage())));
            }
        }
        return new CommandFailure(ExitCode.FAILURE, Console.oneLine(thrown.toString()));
    }
}
