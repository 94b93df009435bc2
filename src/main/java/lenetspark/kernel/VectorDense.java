package lenetspark.kernel;

import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.WIDE;
import static lenetspark.kernel.Layout.COLUMNS;

/** The fully connected layers on a chunk and their gradients, in tiles of {@link VectorTiles}. */
final class VectorDense {

    /** Width of all tiles. */
    private static final int SPAN = 2 * LENGTH;

    private VectorDense() {}

    static void forward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt) {
        int stride = matrix.stride();
        int inputs = matrix.inputs() + 1;
        for (int output = 0; output < matrix.outputs(); output += WIDE ? 12 : 6) {
            int weightsAt = parametersAt + matrix.at() + output;
            for (int column = 0; column < COLUMNS; column += SPAN) {
                int at = inputsAt + column;
                int outputAt = outputsAt + output * COLUMNS + column;
                if (WIDE) {
                    VectorTiles.denseForward12x2(memory, at, weightsAt, inputs, stride, outputAt);
                } else {
                    VectorTiles.denseForward6x2(memory, at, weightsAt, inputs, stride, outputAt);
                }
            }
        }
    }

    static void inputGradient(Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt) {
        int stride = matrix.stride();
        int outputs = matrix.outputs();
        for (int input = 0; input < matrix.inputs(); input += WIDE ? 8 : 4) {
            int weightsAt = parametersAt + matrix.at() + input * stride;
            for (int column = 0; column < COLUMNS; column += SPAN) {
                int at = deltaAt + column;
                int inputDeltaAt = inputsDeltaAt + input * COLUMNS + column;
                if (WIDE) {
                    VectorTiles.denseInputGradient8x2(memory, at, weightsAt, outputs, stride, inputDeltaAt);
                } else {
                    VectorTiles.denseInputGradient4x2(memory, at, weightsAt, outputs, stride, inputDeltaAt);
                }
            }
        }
    }

    /** Vectors run along the outputs, and the loop over the examples. */
    static void weightGradient(
            Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt) {
        int stride = matrix.stride();
        for (int output = 0; output < matrix.outputs(); output += SPAN) {
            int at = deltaAt + output;
            for (int input = 0; input <= matrix.inputs(); input += WIDE ? 8 : 4) {
                int inputAt = inputsAt + input * COLUMNS;
                int sumsAt = gradientAt + matrix.at() + input * stride + output;
                if (WIDE) {
                    VectorTiles.denseWeightGradient8x2(memory, at, inputAt, count, stride, sumsAt);
                } else {
                    VectorTiles.denseWeightGradient4x2(memory, at, inputAt, count, stride, sumsAt);
                }
            }
        }
    }
}
