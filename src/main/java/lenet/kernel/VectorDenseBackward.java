package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;
import static lenet.kernel.Layout.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** Input gradient of the fully connected layers on a chunk, by tiles as in {@link VectorDense}. */
final class VectorDenseBackward {

    /** Columns of a tile. */
    private static final int SPAN = 2 * LENGTH;

    private VectorDenseBackward() {}

    static void backward(Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt) {
        for (int input = 0; input < matrix.inputs(); input += WIDE ? 8 : 4) {
            int weightsAt = parametersAt + matrix.at() + input * matrix.stride();
            for (int column = 0; column < COLUMNS; column += SPAN) {
                int at = deltaAt + column;
                int outAt = inputsDeltaAt + input * COLUMNS + column;
                if (WIDE) {
                    eightByTwo(memory, weightsAt, matrix.stride(), matrix.outputs(), at, outAt);
                } else {
                    fourByTwo(memory, weightsAt, matrix.stride(), matrix.outputs(), at, outAt);
                }
            }
        }
    }

    private static void eightByTwo(float[] memory, int weightsAt, int stride, int outputs, int deltaAt, int outAt) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        FloatVector s40 = s00;
        FloatVector s41 = s00;
        FloatVector s50 = s00;
        FloatVector s51 = s00;
        FloatVector s60 = s00;
        FloatVector s61 = s00;
        FloatVector s70 = s00;
        FloatVector s71 = s00;
        for (int i = 0; i < outputs; i++) {
            int at = deltaAt + i * COLUMNS;
            int w = weightsAt + i;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = d0.fma(w0, s00);
            s01 = d1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + stride]);
            s10 = d0.fma(w1, s10);
            s11 = d1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2 * stride]);
            s20 = d0.fma(w2, s20);
            s21 = d1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3 * stride]);
            s30 = d0.fma(w3, s30);
            s31 = d1.fma(w3, s31);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4 * stride]);
            s40 = d0.fma(w4, s40);
            s41 = d1.fma(w4, s41);
            FloatVector w5 = FloatVector.broadcast(SPECIES, memory[w + 5 * stride]);
            s50 = d0.fma(w5, s50);
            s51 = d1.fma(w5, s51);
            FloatVector w6 = FloatVector.broadcast(SPECIES, memory[w + 6 * stride]);
            s60 = d0.fma(w6, s60);
            s61 = d1.fma(w6, s61);
            FloatVector w7 = FloatVector.broadcast(SPECIES, memory[w + 7 * stride]);
            s70 = d0.fma(w7, s70);
            s71 = d1.fma(w7, s71);
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + COLUMNS);
        TYPE.cast(s11).intoArray(memory, outAt + COLUMNS + LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * COLUMNS);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * COLUMNS + LENGTH);
        TYPE.cast(s30).intoArray(memory, outAt + 3 * COLUMNS);
        TYPE.cast(s31).intoArray(memory, outAt + 3 * COLUMNS + LENGTH);
        TYPE.cast(s40).intoArray(memory, outAt + 4 * COLUMNS);
        TYPE.cast(s41).intoArray(memory, outAt + 4 * COLUMNS + LENGTH);
        TYPE.cast(s50).intoArray(memory, outAt + 5 * COLUMNS);
        TYPE.cast(s51).intoArray(memory, outAt + 5 * COLUMNS + LENGTH);
        TYPE.cast(s60).intoArray(memory, outAt + 6 * COLUMNS);
        TYPE.cast(s61).intoArray(memory, outAt + 6 * COLUMNS + LENGTH);
        TYPE.cast(s70).intoArray(memory, outAt + 7 * COLUMNS);
        TYPE.cast(s71).intoArray(memory, outAt + 7 * COLUMNS + LENGTH);
    }

    private static void fourByTwo(float[] memory, int weightsAt, int stride, int outputs, int deltaAt, int outAt) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int i = 0; i < outputs; i++) {
            int at = deltaAt + i * COLUMNS;
            int w = weightsAt + i;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = d0.fma(w0, s00);
            s01 = d1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + stride]);
            s10 = d0.fma(w1, s10);
            s11 = d1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2 * stride]);
            s20 = d0.fma(w2, s20);
            s21 = d1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3 * stride]);
            s30 = d0.fma(w3, s30);
            s31 = d1.fma(w3, s31);
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + COLUMNS);
        TYPE.cast(s11).intoArray(memory, outAt + COLUMNS + LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * COLUMNS);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * COLUMNS + LENGTH);
        TYPE.cast(s30).intoArray(memory, outAt + 3 * COLUMNS);
        TYPE.cast(s31).intoArray(memory, outAt + 3 * COLUMNS + LENGTH);
    }
}
