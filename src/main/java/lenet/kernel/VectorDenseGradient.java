package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.WIDE;
import static lenet.kernel.Layout.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** Parameter gradient of the fully connected layers on a chunk: vectors run along the outputs, examples are the loop. */
final class VectorDenseGradient {

    private static final int SPAN = 2 * LENGTH;

    private VectorDenseGradient() {}

    static void accumulate(Layout.Matrix matrix, float[] inputs, float[] delta, int count, float[] gradient) {
        int step = WIDE ? 8 : 4;
        for (int output = 0; output < matrix.outputs(); output += SPAN) {
            for (int input = 0; input <= matrix.inputs(); input += step) {
                int gradientAt = matrix.at() + input * matrix.stride() + output;
                if (WIDE) {
                    eightInputs(inputs, input * COLUMNS, delta, output, matrix.stride(), count, gradient, gradientAt);
                } else {
                    fourInputs(inputs, input * COLUMNS, delta, output, matrix.stride(), count, gradient, gradientAt);
                }
            }
        }
    }

    private static void eightInputs(
            float[] inputs,
            int inputsAt,
            float[] delta,
            int deltaAt,
            int stride,
            int count,
            float[] gradient,
            int gradientAt) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, gradient, gradientAt);
        FloatVector s01 = FloatVector.fromArray(SPECIES, gradient, gradientAt + LENGTH);
        FloatVector s10 = FloatVector.fromArray(SPECIES, gradient, gradientAt + stride);
        FloatVector s11 = FloatVector.fromArray(SPECIES, gradient, gradientAt + stride + LENGTH);
        FloatVector s20 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride + LENGTH);
        FloatVector s30 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride + LENGTH);
        FloatVector s40 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 4 * stride);
        FloatVector s41 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 4 * stride + LENGTH);
        FloatVector s50 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 5 * stride);
        FloatVector s51 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 5 * stride + LENGTH);
        FloatVector s60 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 6 * stride);
        FloatVector s61 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 6 * stride + LENGTH);
        FloatVector s70 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 7 * stride);
        FloatVector s71 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 7 * stride + LENGTH);
        for (int e = 0; e < count; e++) {
            int d = deltaAt + e * Layout.WIDEST;
            int at = inputsAt + e;
            FloatVector d0 = FloatVector.fromArray(SPECIES, delta, d);
            FloatVector d1 = FloatVector.fromArray(SPECIES, delta, d + LENGTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, inputs[at]);
            s00 = d0.fma(x0, s00);
            s01 = d1.fma(x0, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, inputs[at + COLUMNS]);
            s10 = d0.fma(x1, s10);
            s11 = d1.fma(x1, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, inputs[at + 2 * COLUMNS]);
            s20 = d0.fma(x2, s20);
            s21 = d1.fma(x2, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, inputs[at + 3 * COLUMNS]);
            s30 = d0.fma(x3, s30);
            s31 = d1.fma(x3, s31);
            FloatVector x4 = FloatVector.broadcast(SPECIES, inputs[at + 4 * COLUMNS]);
            s40 = d0.fma(x4, s40);
            s41 = d1.fma(x4, s41);
            FloatVector x5 = FloatVector.broadcast(SPECIES, inputs[at + 5 * COLUMNS]);
            s50 = d0.fma(x5, s50);
            s51 = d1.fma(x5, s51);
            FloatVector x6 = FloatVector.broadcast(SPECIES, inputs[at + 6 * COLUMNS]);
            s60 = d0.fma(x6, s60);
            s61 = d1.fma(x6, s61);
            FloatVector x7 = FloatVector.broadcast(SPECIES, inputs[at + 7 * COLUMNS]);
            s70 = d0.fma(x7, s70);
            s71 = d1.fma(x7, s71);
        }
        s00.intoArray(gradient, gradientAt);
        s01.intoArray(gradient, gradientAt + LENGTH);
        s10.intoArray(gradient, gradientAt + stride);
        s11.intoArray(gradient, gradientAt + stride + LENGTH);
        s20.intoArray(gradient, gradientAt + 2 * stride);
        s21.intoArray(gradient, gradientAt + 2 * stride + LENGTH);
        s30.intoArray(gradient, gradientAt + 3 * stride);
        s31.intoArray(gradient, gradientAt + 3 * stride + LENGTH);
        s40.intoArray(gradient, gradientAt + 4 * stride);
        s41.intoArray(gradient, gradientAt + 4 * stride + LENGTH);
        s50.intoArray(gradient, gradientAt + 5 * stride);
        s51.intoArray(gradient, gradientAt + 5 * stride + LENGTH);
        s60.intoArray(gradient, gradientAt + 6 * stride);
        s61.intoArray(gradient, gradientAt + 6 * stride + LENGTH);
        s70.intoArray(gradient, gradientAt + 7 * stride);
        s71.intoArray(gradient, gradientAt + 7 * stride + LENGTH);
    }

    private static void fourInputs(
            float[] inputs,
            int inputsAt,
            float[] delta,
            int deltaAt,
            int stride,
            int count,
            float[] gradient,
            int gradientAt) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, gradient, gradientAt);
        FloatVector s01 = FloatVector.fromArray(SPECIES, gradient, gradientAt + LENGTH);
        FloatVector s10 = FloatVector.fromArray(SPECIES, gradient, gradientAt + stride);
        FloatVector s11 = FloatVector.fromArray(SPECIES, gradient, gradientAt + stride + LENGTH);
        FloatVector s20 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride);
        FloatVector s21 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride + LENGTH);
        FloatVector s30 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride);
        FloatVector s31 = FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride + LENGTH);
        for (int e = 0; e < count; e++) {
            int d = deltaAt + e * Layout.WIDEST;
            int at = inputsAt + e;
            FloatVector d0 = FloatVector.fromArray(SPECIES, delta, d);
            FloatVector d1 = FloatVector.fromArray(SPECIES, delta, d + LENGTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, inputs[at]);
            s00 = d0.fma(x0, s00);
            s01 = d1.fma(x0, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, inputs[at + COLUMNS]);
            s10 = d0.fma(x1, s10);
            s11 = d1.fma(x1, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, inputs[at + 2 * COLUMNS]);
            s20 = d0.fma(x2, s20);
            s21 = d1.fma(x2, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, inputs[at + 3 * COLUMNS]);
            s30 = d0.fma(x3, s30);
            s31 = d1.fma(x3, s31);
        }
        s00.intoArray(gradient, gradientAt);
        s01.intoArray(gradient, gradientAt + LENGTH);
        s10.intoArray(gradient, gradientAt + stride);
        s11.intoArray(gradient, gradientAt + stride + LENGTH);
        s20.intoArray(gradient, gradientAt + 2 * stride);
        s21.intoArray(gradient, gradientAt + 2 * stride + LENGTH);
        s30.intoArray(gradient, gradientAt + 3 * stride);
        s31.intoArray(gradient, gradientAt + 3 * stride + LENGTH);
    }
}
