package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;

import java.util.Arrays;

/** The fully connected layers, unit by unit in {@link PlainLoops}. */
final class PlainDense {

    private final float[] inputs = new float[5 * COLUMNS];
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
        for (int o = 0; o < outUnits; o++) {
            Arrays.fill(rows[o], 0);
        }
        for (int i = 0; i < inUnits; i += 5) {
            System.arraycopy(in, i * COLUMNS, inputs, 0, 5 * COLUMNS);
            for (int o = 0; o < outUnits; o++) {
                PlainLayers.fiveTaps(rows[o], inputs, COLUMNS, weights, at + i * inStep + o * outStep, inStep);
            }
        }
        for (int o = 0; o < outUnits; o++) {
            System.arraycopy(rows[o], 0, out, o * COLUMNS, COLUMNS);
        }
    }

    void gradient(Layout.Matrix matrix, float[] in, float[] delta, int count, float[] gradient) {
        int stride = matrix.stride();
        for (int example = 0; example < COLUMNS; example++) {
            System.arraycopy(delta, example * Layout.WIDEST, deltaRow[example], 0, stride);
        }
        for (int input = 0; input <= matrix.inputs(); input++) {
            int at = matrix.at() + input * stride;
            System.arraycopy(gradient, at, gradientRow, 0, stride);
            for (int example = 0; example < count; example += 4) {
                int from = input * COLUMNS + example;
                PlainLoops.fourRows(
                        gradientRow,
                        deltaRow[example],
                        deltaRow[example + 1],
                        deltaRow[example + 2],
                        deltaRow[example + 3],
                        stride,
                        in[from],
                        in[from + 1],
                        in[from + 2],
                        in[from + 3]);
            }
            System.arraycopy(gradientRow, 0, gradient, at, stride);
        }
    }
}
