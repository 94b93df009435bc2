package lenetspark.evaluation;

/**
 * What a classifier says of one image.
 *
 * @param label the most probable class
 * @param probabilities of every class
 */
public record Prediction(int label, float[] probabilities) {

    /** The probability of the most probable class. */
    public float probability() {
        return probabilities[label];
    }
}
