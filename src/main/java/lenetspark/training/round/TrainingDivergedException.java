package lenetspark.training.round;

/** Thrown when the loss or a parameter is no longer a finite number. */
public final class TrainingDivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TrainingDivergedException(String message) {
        super(message);
    }
}
