package lenet.job;

/**
 * Why a command failed: its exit code and its line on the console.
 *
 * @param line without "lenet: " and without a line break
 */
record Failure(ExitCode code, String line) {

    /** The first error with a line for the user among the exception and its causes, since Spark wraps what a task throws. */
    static Failure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            ExitCode code = ExitCode.of(cause);
            if (code != ExitCode.FAILURE || cause instanceof ClusterException) {
                return new Failure(code, oneLine(String.valueOf(cause.getMessage())));
            }
        }
        return new Failure(ExitCode.FAILURE, oneLine(thrown.toString()));
    }

    /** The text without line breaks, which libraries put into their messages. */
    static String oneLine(String text) {
        return text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
