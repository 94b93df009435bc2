package lenetspark.spark;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkException;

/**
 * Recognizes the failure of a Spark job that was cancelled by {@code cancelJobGroup}, {@code cancelAllJobs}, {@code cancelJob} or
 * "kill" in the Spark UI. Failed tasks, lost executors and a stopped context do not count as cancellation.
 */
public final class JobCancellation {

    /** Spark 3.5 has no error class for a cancellation; Spark 4 has one and puts it before the same text. */
    private static final Pattern MESSAGE =
            Pattern.compile("Job \\d+ cancelled (?!because SparkContext was shut down).*", Pattern.DOTALL);

    private JobCancellation() {}

    /** Returns Spark's message about the cancellation, if {@code failure} is one. */
    public static Optional<String> of(Throwable failure) {
        return failure instanceof SparkException && failure.getMessage() != null
                ? MESSAGE.matcher(failure.getMessage())
                        .results()
                        .map(match -> match.group().strip())
                        .findFirst()
                : Optional.empty();
    }

    /** Returns Spark's message about the cancellation, if {@code failure} or one of its causes is one. */
    public static Optional<String> in(Throwable failure) {
        return ExceptionUtils.getThrowableList(failure).stream()
                .flatMap(cause -> of(cause).stream())
                .findFirst();
    }
}
