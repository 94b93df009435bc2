package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
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
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + stride));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + stride + LENGTH));
        FloatVector s20 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride));
        FloatVector s21 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride + LENGTH));
        FloatVector s30 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride));
        FloatVector s31 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride + LENGTH));
        FloatVector s40 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 4 * stride));
        FloatVector s41 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 4 * stride + LENGTH));
        FloatVector s50 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 5 * stride));
        FloatVector s51 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 5 * stride + LENGTH));
        FloatVector s60 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 6 * stride));
        FloatVector s61 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 6 * stride + LENGTH));
        FloatVector s70 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 7 * stride));
        FloatVector s71 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 7 * stride + LENGTH));
        for (int e = 0; e < count; e++) {
            int d = deltaAt + e * Layout.WIDEST;
            int at = inputsAt + e;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH));
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
        TYPE.cast(s00).intoArray(gradient, gradientAt);
        TYPE.cast(s01).intoArray(gradient, gradientAt + LENGTH);
        TYPE.cast(s10).intoArray(gradient, gradientAt + stride);
        TYPE.cast(s11).intoArray(gradient, gradientAt + stride + LENGTH);
        TYPE.cast(s20).intoArray(gradient, gradientAt + 2 * stride);
        TYPE.cast(s21).intoArray(gradient, gradientAt + 2 * stride + LENGTH);
        TYPE.cast(s30).intoArray(gradient, gradientAt + 3 * stride);
        TYPE.cast(s31).intoArray(gradient, gradientAt + 3 * stride + LENGTH);
        TYPE.cast(s40).intoArray(gradient, gradientAt + 4 * stride);
        TYPE.cast(s41).intoArray(gradient, gradientAt + 4 * stride + LENGTH);
        TYPE.cast(s50).intoArray(gradient, gradientAt + 5 * stride);
        TYPE.cast(s51).intoArray(gradient, gradientAt + 5 * stride + LENGTH);
        TYPE.cast(s60).intoArray(gradient, gradientAt + 6 * stride);
        TYPE.cast(s61).intoArray(gradient, gradientAt + 6 * stride + LENGTH);
        TYPE.cast(s70).intoArray(gradient, gradientAt + 7 * stride);
        TYPE.cast(s71).intoArray(gradient, gradientAt + 7 * stride + LENGTH);
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
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + stride));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + stride + LENGTH));
        FloatVector s20 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride));
        FloatVector s21 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 2 * stride + LENGTH));
        FloatVector s30 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride));
        FloatVector s31 = TYPE.cast(FloatVector.fromArray(SPECIES, gradient, gradientAt + 3 * stride + LENGTH));
        for (int e = 0; e < count; e++) {
            int d = deltaAt + e * Layout.WIDEST;
            int at = inputsAt + e;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH));
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
        TYPE.cast(s00).intoArray(gradient, gradientAt);
        TYPE.cast(s01).intoArray(gradient, gradientAt + LENGTH);
        TYPE.cast(s10).intoArray(gradient, gradientAt + stride);
        TYPE.cast(s11).intoArray(gradient, gradientAt + stride + LENGTH);
        TYPE.cast(s20).intoArray(gradient, gradientAt + 2 * stride);
        TYPE.cast(s21).intoArray(gradient, gradientAt + 2 * stride + LENGTH);
        TYPE.cast(s30).intoArray(gradient, gradientAt + 3 * stride);
        TYPE.cast(s31).intoArray(gradient, gradientAt + 3 * stride + LENGTH);
    }
}
