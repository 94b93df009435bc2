package lenetspark.evaluation;

/**
 * Prediction of a classifier for one image.
 *
 * @param label label of the most probable class
 * @param probabilities probability of every class
 */
public record Prediction(int label, float[] probabilities) {

    /** Returns the probability of the most probable class. */
    public float probability() {
        return probabilities[label];
    }
}
