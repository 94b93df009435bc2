package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;

/** The softmax over the logits[units][COLUMNS], and its cross entropy summed over a minibatch; in double precision. */
final class Softmax {

    /** DL4J's LossMCXENT takes no logarithm of less. */
    private static final float SMALLEST_PROBABILITY = 1e-10f;

    private final int classes;
    private final double[] probability;
    private int size;
    private double sum;
    private int correct;

    Softmax(int classes) {
        this.classes = classes;
        this.probability = new double[classes];
    }

    /** Rows of the logits: the classes, padded to whole tiles of six or twelve for the dense kernels, and of five. */
    int units() {
        return (classes + 4 + 11) / 12 * 12;
    }

    /** Begins a minibatch of {@code size} examples. */
    void start(int size) {
        this.size = size;
        sum = 0;
        correct = 0;
    }

    /** Mean cross entropy over the minibatch. */
    double loss() {
        return sum / size;
    }

    int correct() {
        return correct;
    }

    /**
     * Adds a chunk's examples to the loss.
     *
     * @param first of the chunk's examples in the minibatch
     * @param deltaAt of [units][COLUMNS], the gradient of the mean loss in the logits: zero from column {@code count}
     */
    void differentiate(float[] memory, int logitsAt, float[] labels, int first, int count, int deltaAt) {
        for (int column = 0; column < count; column++) {
            normalise(memory, logitsAt + column);
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

    /** Writes a chunk's probabilities[example][class]. */
    void probabilities(float[] memory, int logitsAt, int first, int count, float[] probabilities) {
        for (int column = 0; column < count; column++) {
            normalise(memory, logitsAt + column);
            for (int k = 0; k < classes; k++) {
                probabilities[(first + column) * classes + k] = (float) probability[k];
            }
        }
    }

    private void normalise(float[] memory, int at) {
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

    // A NaN must stay one.
    private static double clip(double probability) {
        return probability < SMALLEST_PROBABILITY ? SMALLEST_PROBABILITY : probability;
    }
}
