package lenetspark.rounds;

/** Thrown when the results of a round are larger than {@code spark.driver.maxResultSize}. */
public final class ResultSizeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ResultSizeException(String message) {
        super(message);
    }
}
