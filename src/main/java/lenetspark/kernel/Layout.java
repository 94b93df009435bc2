package lenetspark.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * Layout of activations and parameters in memory.
 *
 * <p>Lanes are examples. An activation is stored as [channel][row][column][lane], so that every step of the network is
 * the same arithmetic on all lanes of a vector, without shuffles, masks or tails. Pooling and activation are
 * element-wise. The examples of a minibatch are processed {@link #COLUMNS} at a time, as a chunk. The convolutions
 * process a chunk as blocks of as many examples as a vector has lanes; each block is [channel][row][column][lane]. The
 * dense layers process it as one matrix [unit][COLUMNS]. If a chunk is not full, the last block in use has blank
 * images in its last lanes. Their deltas are set to zero where the loss is differentiated, so that they add zero to
 * every gradient. The blocks behind it are not computed, and no gradient reads their columns.
 *
 * <p>Parameters are packed. The two convolutions are stored as in DL4J, because their few weights are only broadcast.
 * Each of the three other layers is a matrix [input][output] with the outputs padded to a multiple of 32. The gradient
 * of such a matrix is a sum of outer products over the examples. In this layout its vectors run along the outputs, so
 * that no lanes are added up, and only the deltas, which are the smaller operand, are transposed. The biases are one
 * more row: the weights of an input that is constantly one. Gradient and updater state are packed in the same way, so
 * that an update rule is one loop. Padding is zero initially, has a zero gradient and therefore stays zero.
 */
final class Layout {

    /** Number of examples in a chunk. */
    static final int COLUMNS = 64;

    static final int IMAGE_SIDE = 32;
    static final int IMAGE = LeNetKernel.IMAGE_LENGTH;
    static final int TAPS = 25;

    static final int MAPS1 = 6;
    static final int SIDE1 = 28;
    static final int POOLED_SIDE1 = 14;
    static final int POOLED1 = MAPS1 * POOLED_SIDE1 * POOLED_SIDE1;
    /** Number of pairs of rows of the first convolution's output. A pair, [map][2][28], is pooled to one row. */
    static final int PAIRS = SIDE1 / 2;

    static final int PAIR = MAPS1 * 2 * SIDE1;

    static final int MAPS2 = 16;
    static final int SIDE2 = 10;
    static final int AREA2 = SIDE2 * SIDE2;
    static final int POOLED_SIDE2 = 5;
    static final int POOLED2 = MAPS2 * POOLED_SIDE2 * POOLED_SIDE2;
    /** Number of maps of the second convolution that are computed together. */
    static final int GROUP = 4;

    static final int BIAS1 = 0;
    static final int WEIGHTS1 = BIAS1 + MAPS1;
    static final int BIAS2 = WEIGHTS1 + MAPS1 * TAPS;
    static final int WEIGHTS2 = BIAS2 + MAPS2;
    static final int FAN_IN2 = MAPS1 * TAPS;
    /** Number of parameters of the two convolutions. */
    static final int CONVOLUTIONS = WEIGHTS2 + MAPS2 * FAN_IN2;

    static final Matrix CONVOLUTION3 = new Matrix(Arena.wholeLines(CONVOLUTIONS), POOLED2, 120);
    static final Matrix DENSE = new Matrix(CONVOLUTION3.end(), 120, 84);

    /** Distance between the transposed deltas of two examples, and thus the largest number of outputs in one step. */
    static final int WIDEST = CONVOLUTION3.stride();

    private Layout() {}

    /** Returns the last layer. Its end is the length of the packed parameters. */
    static Matrix output(int classes) {
        return new Matrix(DENSE.end(), 84, classes);
    }

    /** Returns the ranges of the packed parameters that hold weights but no biases. */
    static List<Range> weights(Matrix output) {
        return List.of(
                new Range(WEIGHTS1, BIAS2),
                new Range(WEIGHTS2, CONVOLUTIONS),
                CONVOLUTION3.weights(),
                DENSE.weights(),
                output.weights());
    }

    /** A half-open range of the packed parameters. */
    record Range(int from, int to) {}

    /**
     * A fully connected layer, or some of its outputs, in the packed parameters.
     *
     * @param at index of the first weight
     * @param stride distance between the rows of two inputs
     */
    record Matrix(int at, int inputs, int outputs, int stride) {
        Matrix(int at, int inputs, int outputs) {
            this(at, inputs, outputs, padded(outputs));
        }

        private static int padded(int outputs) {
            return (outputs + 31) / 32 * 32;
        }

        /** Returns parts of the layer of at most {@link #WIDEST} outputs each. */
        Matrix[] tiles() {
            Matrix[] tiles = new Matrix[(outputs + WIDEST - 1) / WIDEST];
            for (int i = 0; i < tiles.length; i++) {
                int first = i * WIDEST;
                tiles[i] = new Matrix(at + first, inputs, Math.min(WIDEST, outputs - first), stride);
            }
            return tiles;
        }

        /** Returns the number of outputs, padded to whole tiles. */
        int width() {
            return padded(outputs);
        }

        /** Returns the number of inputs including the bias, padded to whole tiles. */
        int rows() {
            return (inputs + 1 + 7) / 8 * 8;
        }

        int end() {
            return at + rows() * stride();
        }

        Range weights() {
            return new Range(at, at + inputs * stride());
        }

        private int biasRow() {
            return at + inputs * stride();
        }
    }

    /** Packs parameters from DL4J's flat layout, which starts at {@code from}, to {@code to}. */
    static void pack(float[] flat, int from, Matrix output, float[] packed, int to) {
        // A training step on values that are not finite leaves NaN in the padding as well.
        Arrays.fill(packed, to, to + output.end(), 0);
        System.arraycopy(flat, from, packed, to, CONVOLUTIONS);
        int at = from + CONVOLUTIONS;
        System.arraycopy(flat, at, packed, to + CONVOLUTION3.biasRow(), CONVOLUTION3.outputs());
        at = packWeights(flat, at + CONVOLUTION3.outputs(), CONVOLUTION3, packed, to);
        at = packDense(flat, at, DENSE, packed, to);
        packDense(flat, at, output, packed, to);
    }

    /** Unpacks parameters: the inverse of {@link #pack}. */
    static void unpack(float[] packed, int from, Matrix output, float[] flat, int to) {
        System.arraycopy(packed, from, flat, to, CONVOLUTIONS);
        int at = to + CONVOLUTIONS;
        System.arraycopy(packed, from + CONVOLUTION3.biasRow(), flat, at, CONVOLUTION3.outputs());
        at = unpackWeights(packed, from, CONVOLUTION3, flat, at + CONVOLUTION3.outputs());
        at = unpackDense(packed, from, DENSE, flat, at);
        unpackDense(packed, from, output, flat, at);
    }

    private static int packDense(float[] flat, int from, Matrix matrix, float[] packed, int to) {
        int at = packWeights(flat, from, matrix, packed, to);
        System.arraycopy(flat, at, packed, to + matrix.biasRow(), matrix.outputs());
        return at + matrix.outputs();
    }

    private static int unpackDense(float[] packed, int from, Matrix matrix, float[] flat, int to) {
        int at = unpackWeights(packed, from, matrix, flat, to);
        System.arraycopy(packed, from + matrix.biasRow(), flat, at, matrix.outputs());
        return at + matrix.outputs();
    }

    private static int packWeights(float[] flat, int from, Matrix matrix, float[] packed, int to) {
        int at = to + matrix.at();
        transpose(flat, from, matrix.inputs(), matrix.outputs(), matrix.inputs(), packed, at, matrix.stride());
        return from + matrix.outputs() * matrix.inputs();
    }

    private static int unpackWeights(float[] packed, int from, Matrix matrix, float[] flat, int to) {
        int at = from + matrix.at();
        transpose(packed, at, matrix.stride(), matrix.inputs(), matrix.outputs(), flat, to, matrix.inputs());
        return to + matrix.outputs() * matrix.inputs();
    }

    /** Transposes the rows x columns matrix at {@code from} into the columns x rows matrix at {@code to}. */
    static void transpose(
            float[] source, int from, int stride, int rows, int columns, float[] target, int to, int targetStride) {
        // Strips of 16 rows fill whole cache lines of the target. They are written out, because a loop of 16 steps
        // costs
        // as much in its beginning and end.
        int row = 0;
        for (; row + 16 <= rows; row += 16) {
            for (int column = 0; column < columns; column++) {
                int read = from + row * stride + column;
                int write = to + column * targetStride + row;
                copy8(source, read, stride, target, write);
                copy8(source, read + 8 * stride, stride, target, write + 8);
            }
        }
        for (; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target[to + column * targetStride + row] = source[from + row * stride + column];
            }
        }
    }

    /** Copies 8 elements with a stride to 8 neighbours. */
    private static void copy8(float[] source, int from, int stride, float[] target, int to) {
        target[to] = source[from];
        target[to + 1] = source[from + stride];
        target[to + 2] = source[from + 2 * stride];
        target[to + 3] = source[from + 3 * stride];
        target[to + 4] = source[from + 4 * stride];
        target[to + 5] = source[from + 5 * stride];
        target[to + 6] = source[from + 6 * stride];
        target[to + 7] = source[from + 7 * stride];
    }
}
