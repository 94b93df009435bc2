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

    static void accumulate(Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt) {
        for (int output = 0; output < matrix.outputs(); output += SPAN) {
            for (int input = 0; input <= matrix.inputs(); input += WIDE ? 8 : 4) {
                int at = inputsAt + input * COLUMNS;
                int sumsAt = gradientAt + matrix.at() + input * matrix.stride() + output;
                if (WIDE) {
                    eightInputs(memory, at, deltaAt + output, matrix.stride(), count, sumsAt);
                } else {
                    fourInputs(memory, at, deltaAt + output, matrix.stride(), count, sumsAt);
                }
            }
        }
    }

    private static void eightInputs(float[] memory, int inputsAt, int deltaAt, int stride, int count, int gradientAt) {
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + stride));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + stride + LENGTH));
        FloatVector s20 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 2 * stride));
        FloatVector s21 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 2 * stride + LENGTH));
        FloatVector s30 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 3 * stride));
        FloatVector s31 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 3 * stride + LENGTH));
        FloatVector s40 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 4 * stride));
        FloatVector s41 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 4 * stride + LENGTH));
        FloatVector s50 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 5 * stride));
        FloatVector s51 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 5 * stride + LENGTH));
        FloatVector s60 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 6 * stride));
        FloatVector s61 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 6 * stride + LENGTH));
        FloatVector s70 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 7 * stride));
        FloatVector s71 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 7 * stride + LENGTH));
        for (int e = 0; e < count; e++) {
            int d = deltaAt + e * Layout.WIDEST;
            int at = inputsAt + e;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector x0 = FloatVector.broadcast(SPECIES, memory[at]);
            s00 = d0.fma(x0, s00);
            s01 = d1.fma(x0, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, memory[at + COLUMNS]);
            s10 = d0.fma(x1, s10);
            s11 = d1.fma(x1, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, memory[at + 2 * COLUMNS]);
            s20 = d0.fma(x2, s20);
            s21 = d1.fma(x2, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, memory[at + 3 * COLUMNS]);
            s30 = d0.fma(x3, s30);
            s31 = d1.fma(x3, s31);
            FloatVector x4 = FloatVector.broadcast(SPECIES, memory[at + 4 * COLUMNS]);
            s40 = d0.fma(x4, s40);
            s41 = d1.fma(x4, s41);
            FloatVector x5 = FloatVector.broadcast(SPECIES, memory[at + 5 * COLUMNS]);
            s50 = d0.fma(x5, s50);
            s51 = d1.fma(x5, s51);
            FloatVector x6 = FloatVector.broadcast(SPECIES, memory[at + 6 * COLUMNS]);
            s60 = d0.fma(x6, s60);
            s61 = d1.fma(x6, s61);
            FloatVector x7 = FloatVector.broadcast(SPECIES, memory[at + 7 * COLUMNS]);
            s70 = d0.fma(x7, s70);
            s71 = d1.fma(x7, s71);
        }
        TYPE.cast(s00).intoArray(memory, gradientAt);
        TYPE.cast(s01).intoArray(memory, gradientAt + LENGTH);
        TYPE.cast(s10).intoArray(memory, gradientAt + stride);
        TYPE.cast(s11).intoArray(memory, gradientAt + stride + LENGTH);
        TYPE.cast(s20).intoArray(memory, gradientAt + 2 * stride);
        TYPE.cast(s21).intoArray(memory, gradientAt + 2 * stride + LENGTH);
        TYPE.cast(s30).intoArray(memory, gradientAt + 3 * stride);
        TYPE.cast(s31).intoArray(memory, gradientAt + 3 * stride + LENGTH);
        TYPE.cast(s40).intoArray(memory, gradientAt + 4 * stride);
        TYPE.cast(s41).intoArray(memory, gradientAt + 4 * stride + LENGTH);
        TYPE.cast(s50).intoArray(memory, gradientAt + 5 * stride);
        TYPE.cast(s51).intoArray(memory, gradientAt + 5 * stride + LENGTH);
        TYPE.cast(s60).intoArray(memory, gradientAt + 6 * stride);
        TYPE.cast(s61).intoArray(memory, gradientAt + 6 * stride + LENGTH);
        TYPE.cast(s70).intoArray(memory, gradientAt + 7 * stride);
        TYPE.cast(s71).intoArray(memory, gradientAt + 7 * stride + LENGTH);
    }

    private static void fourInputs(float[] memory, int inputsAt, int deltaAt, int stride, int count, int gradientAt) {
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + stride));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + stride + LENGTH));
        FloatVector s20 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 2 * stride));
        FloatVector s21 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 2 * stride + LENGTH));
        FloatVector s30 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 3 * stride));
        FloatVector s31 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, gradientAt + 3 * stride + LENGTH));
        for (int e = 0; e < count; e++) {
            int d = deltaAt + e * Layout.WIDEST;
            int at = inputsAt + e;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector x0 = FloatVector.broadcast(SPECIES, memory[at]);
            s00 = d0.fma(x0, s00);
            s01 = d1.fma(x0, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, memory[at + COLUMNS]);
            s10 = d0.fma(x1, s10);
            s11 = d1.fma(x1, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, memory[at + 2 * COLUMNS]);
            s20 = d0.fma(x2, s20);
            s21 = d1.fma(x2, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, memory[at + 3 * COLUMNS]);
            s30 = d0.fma(x3, s30);
            s31 = d1.fma(x3, s31);
        }
        TYPE.cast(s00).intoArray(memory, gradientAt);
        TYPE.cast(s01).intoArray(memory, gradientAt + LENGTH);
        TYPE.cast(s10).intoArray(memory, gradientAt + stride);
        TYPE.cast(s11).intoArray(memory, gradientAt + stride + LENGTH);
        TYPE.cast(s20).intoArray(memory, gradientAt + 2 * stride);
        TYPE.cast(s21).intoArray(memory, gradientAt + 2 * stride + LENGTH);
        TYPE.cast(s30).intoArray(memory, gradientAt + 3 * stride);
        TYPE.cast(s31).intoArray(memory, gradientAt + 3 * stride + LENGTH);
    }
}
