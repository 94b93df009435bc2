package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;

/** Softmax over logits[unit][COLUMNS] and its cross entropy, summed over a minibatch in double precision. */
final class Softmax {

    /** Smallest probability whose logarithm DL4J's LossMCXENT takes. */
    private static final float MIN_PROBABILITY = 1e-10f;

    private final int classes;
    private final double[] probability;
    private int size;
    private double sum;
    private int correct;

    Softmax(int classes) {
        this.classes = classes;
        this.probability = new double[classes];
    }

    /**
     * Returns the number of rows of the logits: the number of classes, padded to whole tiles of 6 or 12 rows and to
     * the plain loops' groups of five.
     */
    int units() {
        return (classes + 4 + 11) / 12 * 12;
    }

    /** Starts a minibatch of {@code size} examples. */
    void start(int size) {
        this.size = size;
        sum = 0;
        correct = 0;
    }

    /** Returns the mean cross entropy of the minibatch. */
    double loss() {
        return sum / size;
    }

    int correct() {
        return correct;
    }

    /**
     * Adds the examples of a chunk to the loss and computes the gradient of the mean loss in the logits.
     *
     * @param first index of the first example of the chunk in the minibatch
     * @param deltaAt output [unit][COLUMNS]; zero from column {@code count}
     */
    void differentiate(float[] memory, int logitsAt, float[] labels, int first, int count, int deltaAt) {
        for (int column = 0; column < count; column++) {
            normalize(memory, logitsAt + column);
            int labelsAt = (first + column) * classes;
            int predicted = 0;
            int expected = 0;
            for (int k = 0; k < classes; k++) {
                float label = labels[labelsAt + k];
                if (label != 0) {
                    sum -= label * Math.log(clip(probability[k]));
                }
                memory[deltaAt + k * COLUMNS + column] = (float) ((probability[k] - label) / size);
                predicted = probability[k] > probability[predicted] ? k : predicted;
                expected = label > labels[labelsAt + expected] ? k : expected;
            }
            correct += predicted == expected ? 1 : 0;
        }
        for (int k = 0; k < classes; k++) {
            for (int column = count; column < COLUMNS; column++) {
                memory[deltaAt + k * COLUMNS + column] = 0;
            }
        }
    }

    /** Writes the probabilities[example][class] of a chunk. */
    void probabilities(float[] memory, int logitsAt, int first, int count, float[] probabilities) {
        for (int column = 0; column < count; column++) {
            normalize(memory, logitsAt + column);
            for (int k = 0; k < classes; k++) {
                probabilities[(first + column) * classes + k] = (float) probability[k];
            }
        }
    }

    private void normalize(float[] memory, int at) {
        float largest = memory[at];
        for (int k = 1; k < classes; k++) {
            largest = Math.max(largest, memory[at + k * COLUMNS]);
        }
        double total = 0;
        for (int k = 0; k < classes; k++) {
            probability[k] = Math.exp(memory[at + k * COLUMNS] - largest);
            total += probability[k];
        }
        for (int k = 0; k < classes; k++) {
            probability[k] /= total;
        }
    }

    // The comparison is false for NaN, so that NaN is returned unchanged.
    private static double clip(double probability) {
        return probability < MIN_PROBABILITY ? MIN_PROBABILITY : probability;
    }
}
