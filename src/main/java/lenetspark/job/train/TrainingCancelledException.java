package lenetspark.job.train;

/** Thrown when a Spark job of the training was cancelled or killed. */
public final class TrainingCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cancellation the message of Spark, such as {@code Job 3 cancelled because killed via the Web UI} */
    TrainingCancelledException(String cancellation, Throwable cause) {
        super(
                "Training ended because a Spark job was cancelled (" + cancellation + "); --resume continues the run",
                cause);
    }
}
