package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;

import java.util.Arrays;

/** The fully connected layers, unit by unit in {@link PlainLoops}. */
final class PlainDense {

    private final float[] inputs = new float[5 * COLUMNS];
    /** Outputs that are computed together. */
    private final float[][] rows = new float[Layout.POOLED2][COLUMNS];

    private final float[][] deltaRow = new float[COLUMNS][Layout.WIDEST];
    private final float[] gradientRow = new float[Layout.WIDEST];

    void forward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt) {
        int at = parametersAt + matrix.at();
        product(memory, matrix.inputs() + 1, matrix.outputs(), at, matrix.stride(), 1, inputsAt, outputsAt);
    }

    void inputGradient(Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt) {
        int at = parametersAt + matrix.at();
        product(memory, matrix.outputs(), matrix.inputs(), at, 1, matrix.stride(), deltaAt, inputsDeltaAt);
    }

    /** Computes out[o] as the sum over i of in[i] times the weight at i inStep + o outStep. */
    private void product(
            float[] memory, int inUnits, int outUnits, int weightsAt, int inStep, int outStep, int inAt, int outAt) {
        for (int from = 0; from < outUnits; from += rows.length) {
            int units = Math.min(rows.length, outUnits - from);
            for (int o = 0; o < units; o++) {
                Arrays.fill(rows[o], 0);
            }
            for (int i = 0; i < inUnits; i += 5) {
                System.arraycopy(memory, inAt + i * COLUMNS, inputs, 0, 5 * COLUMNS);
                for (int o = 0; o < units; o++) {
                    PlainLayers.fiveTaps(
                            rows[o], inputs, COLUMNS, memory, weightsAt + i * inStep + (from + o) * outStep, inStep);
                }
            }
            for (int o = 0; o < units; o++) {
                System.arraycopy(rows[o], 0, memory, outAt + (from + o) * COLUMNS, COLUMNS);
            }
        }
    }

    void weightGradient(Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt) {
        int width = matrix.width();
        for (int example = 0; example < COLUMNS; example++) {
            System.arraycopy(memory, deltaAt + example * Layout.WIDEST, deltaRow[example], 0, width);
        }
        for (int input = 0; input <= matrix.inputs(); input++) {
            int at = gradientAt + matrix.at() + input * matrix.stride();
            System.arraycopy(memory, at, gradientRow, 0, width);
            for (int example = 0; example < count; example += 4) {
                int from = inputsAt + input * COLUMNS + example;
                PlainLoops.fourRows(
                        gradientRow,
                        deltaRow[example],
                        deltaRow[example + 1],
                        deltaRow[example + 2],
                        deltaRow[example + 3],
                        width,
                        memory[from],
                        memory[from + 1],
                        memory[from + 2],
                        memory[from + 3]);
            }
            System.arraycopy(gradientRow, 0, memory, at, width);
        }
    }
}
