package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;

import java.util.Arrays;

/** The fully connected layers, unit by unit in {@link PlainLoops}. */
final class PlainDense {

    private final float[] inputs = new float[5 * COLUMNS];
    /** Outputs at a time. */
    private final float[][] rows = new float[Layout.POOLED2][COLUMNS];

    private final float[][] deltaRow = new float[COLUMNS][Layout.WIDEST];
    private final float[] gradientRow = new float[Layout.WIDEST];

    void forward(Layout.Matrix matrix, float[] parameters, float[] in, float[] out) {
        product(matrix.inputs() + 1, matrix.outputs(), parameters, matrix.at(), matrix.stride(), 1, in, out);
    }

    void backward(Layout.Matrix matrix, float[] parameters, float[] delta, float[] out) {
        product(matrix.outputs(), matrix.inputs(), parameters, matrix.at(), 1, matrix.stride(), delta, out);
    }

    /** out[o] = the sum over i of in[i] times the weight at i inStep + o outStep. */
    private void product(
            int inUnits, int outUnits, float[] weights, int at, int inStep, int outStep, float[] in, float[] out) {
        for (int from = 0; from < outUnits; from += rows.length) {
            int units = Math.min(rows.length, outUnits - from);
            for (int o = 0; o < units; o++) {
                Arrays.fill(rows[o], 0);
            }
            for (int i = 0; i < inUnits; i += 5) {
                System.arraycopy(in, i * COLUMNS, inputs, 0, 5 * COLUMNS);
                for (int o = 0; o < units; o++) {
                    PlainLayers.fiveTaps(
                            rows[o], inputs, COLUMNS, weights, at + i * inStep + (from + o) * outStep, inStep);
                }
            }
            for (int o = 0; o < units; o++) {
                System.arraycopy(rows[o], 0, out, (from + o) * COLUMNS, COLUMNS);
            }
        }
    }

    void gradient(Layout.Matrix matrix, float[] in, float[] delta, int count, float[] gradient) {
        int width = matrix.width();
        for (int example = 0; example < COLUMNS; example++) {
            System.arraycopy(delta, example * Layout.WIDEST, deltaRow[example], 0, width);
        }
        for (int input = 0; input <= matrix.inputs(); input++) {
            int at = matrix.at() + input * matrix.stride();
            System.arraycopy(gradient, at, gradientRow, 0, width);
            for (int example = 0; example < count; example += 4) {
                int from = input * COLUMNS + example;
                PlainLoops.fourRows(
                        gradientRow,
                        deltaRow[example],
                        deltaRow[example + 1],
                        deltaRow[example + 2],
                        deltaRow[example + 3],
                        width,
                        in[from],
                        in[from + 1],
                        in[from + 2],
                        in[from + 3]);
            }
            System.arraycopy(gradientRow, 0, gradient, at, width);
        }
    }
}
