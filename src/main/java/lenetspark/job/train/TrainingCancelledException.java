package lenetspark.job.train;

/** Somebody cancelled or killed a Spark job of the training. */
public final class TrainingCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cancellation Spark's words: {@code Job 3 cancelled because killed via the Web UI} */
    TrainingCancelledException(String cancellation, Throwable cause) {
        super(
                "Training ended because a Spark job was cancelled (" + cancellation + "); --resume continues the run",
                cause);
    }
}
