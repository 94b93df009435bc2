package lenetspark.spark;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/**
 * Recognizes that somebody cancelled a Spark job: {@code cancelJobGroup}, {@code cancelAllJobs}, {@code cancelJob}, or "kill" in
 * Spark's UI. Failed tasks, lost executors and a stopped context are other failures.
 */
public final class JobCancellation {

    /** Spark 3.5 has no error class for it, and Spark 4 puts one before the same words. */
    private static final Pattern MESSAGE =
            Pattern.compile("Job \\d+ cancelled (?!because SparkContext was shut down).*", Pattern.DOTALL);

    private JobCancellation() {}

    /** Spark's own words for the cancellation, if that is what failed. */
    public static Optional<String> of(Throwable failure) {
        return failure instanceof SparkException && failure.getMessage() != null
                ? MESSAGE.matcher(failure.getMessage())
                        .results()
                        .map(match -> match.group().strip())
                        .findFirst()
                : Optional.empty();
    }

    /** The same of the failure or any of its causes. */
    public static Optional<String> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> words = of(cause);
            if (words.isPresent()) {
                return words;
            }
        }
        return Optional.empty();
    }
}
