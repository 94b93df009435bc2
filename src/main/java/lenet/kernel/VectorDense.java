package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;
import static lenet.kernel.Layout.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** The fully connected layers on a chunk, by tiles of a few units by a few vectors of examples. */
final class VectorDense {

    /** Columns of a tile. */
    private static final int SPAN = (WIDE ? 4 : 2) * LENGTH;

    private VectorDense() {}

    static void forward(Layout.Matrix matrix, float[] parameters, float[] inputs, float[] outputs) {
        for (int unit = 0; unit < matrix.outputs(); unit += 6) {
            int weightsAt = matrix.at() + unit;
            for (int column = 0; column < COLUMNS; column += SPAN) {
                int outAt = unit * COLUMNS + column;
                if (WIDE) {
                    sixByFour(
                            parameters,
                            weightsAt,
                            matrix.stride(),
                            matrix.inputs() + 1,
                            inputs,
                            column,
                            outputs,
                            outAt);
                } else {
                    sixByTwo(
                            parameters,
                            weightsAt,
                            matrix.stride(),
                            matrix.inputs() + 1,
                            inputs,
                            column,
                            outputs,
                            outAt);
                }
            }
        }
    }

    private static void sixByFour(
            float[] parameters,
            int weightsAt,
            int stride,
            int rows,
            float[] inputs,
            int inputsAt,
            float[] out,
            int outAt) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s12 = s00;
        FloatVector s13 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s22 = s00;
        FloatVector s23 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        FloatVector s32 = s00;
        FloatVector s33 = s00;
        FloatVector s40 = s00;
        FloatVector s41 = s00;
        FloatVector s42 = s00;
        FloatVector s43 = s00;
        FloatVector s50 = s00;
        FloatVector s51 = s00;
        FloatVector s52 = s00;
        FloatVector s53 = s00;
        for (int i = 0; i < rows; i++) {
            int at = inputsAt + i * COLUMNS;
            int w = weightsAt + i * stride;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, inputs, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, inputs, at + LENGTH));
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, inputs, at + 2 * LENGTH));
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, inputs, at + 3 * LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            s02 = x2.fma(w0, s02);
            s03 = x3.fma(w0, s03);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            s12 = x2.fma(w1, s12);
            s13 = x3.fma(w1, s13);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            s22 = x2.fma(w2, s22);
            s23 = x3.fma(w2, s23);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
            s32 = x2.fma(w3, s32);
            s33 = x3.fma(w3, s33);
            FloatVector w4 = FloatVector.broadcast(SPECIES, parameters[w + 4]);
            s40 = x0.fma(w4, s40);
            s41 = x1.fma(w4, s41);
            s42 = x2.fma(w4, s42);
            s43 = x3.fma(w4, s43);
            FloatVector w5 = FloatVector.broadcast(SPECIES, parameters[w + 5]);
            s50 = x0.fma(w5, s50);
            s51 = x1.fma(w5, s51);
            s52 = x2.fma(w5, s52);
            s53 = x3.fma(w5, s53);
        }
        TYPE.cast(s00).intoArray(out, outAt);
        TYPE.cast(s01).intoArray(out, outAt + LENGTH);
        TYPE.cast(s02).intoArray(out, outAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(out, outAt + 3 * LENGTH);
        TYPE.cast(s10).intoArray(out, outAt + COLUMNS);
        TYPE.cast(s11).intoArray(out, outAt + COLUMNS + LENGTH);
        TYPE.cast(s12).intoArray(out, outAt + COLUMNS + 2 * LENGTH);
        TYPE.cast(s13).intoArray(out, outAt + COLUMNS + 3 * LENGTH);
        TYPE.cast(s20).intoArray(out, outAt + 2 * COLUMNS);
        TYPE.cast(s21).intoArray(out, outAt + 2 * COLUMNS + LENGTH);
        TYPE.cast(s22).intoArray(out, outAt + 2 * COLUMNS + 2 * LENGTH);
        TYPE.cast(s23).intoArray(out, outAt + 2 * COLUMNS + 3 * LENGTH);
        TYPE.cast(s30).intoArray(out, outAt + 3 * COLUMNS);
        TYPE.cast(s31).intoArray(out, outAt + 3 * COLUMNS + LENGTH);
        TYPE.cast(s32).intoArray(out, outAt + 3 * COLUMNS + 2 * LENGTH);
        TYPE.cast(s33).intoArray(out, outAt + 3 * COLUMNS + 3 * LENGTH);
        TYPE.cast(s40).intoArray(out, outAt + 4 * COLUMNS);
        TYPE.cast(s41).intoArray(out, outAt + 4 * COLUMNS + LENGTH);
        TYPE.cast(s42).intoArray(out, outAt + 4 * COLUMNS + 2 * LENGTH);
        TYPE.cast(s43).intoArray(out, outAt + 4 * COLUMNS + 3 * LENGTH);
        TYPE.cast(s50).intoArray(out, outAt + 5 * COLUMNS);
        TYPE.cast(s51).intoArray(out, outAt + 5 * COLUMNS + LENGTH);
        TYPE.cast(s52).intoArray(out, outAt + 5 * COLUMNS + 2 * LENGTH);
        TYPE.cast(s53).intoArray(out, outAt + 5 * COLUMNS + 3 * LENGTH);
    }

    private static void sixByTwo(
            float[] parameters,
            int weightsAt,
            int stride,
            int rows,
            float[] inputs,
            int inputsAt,
            float[] out,
            int outAt) {
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
        for (int i = 0; i < rows; i++) {
            int at = inputsAt + i * COLUMNS;
            int w = weightsAt + i * stride;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, inputs, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, inputs, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
            FloatVector w4 = FloatVector.broadcast(SPECIES, parameters[w + 4]);
            s40 = x0.fma(w4, s40);
            s41 = x1.fma(w4, s41);
            FloatVector w5 = FloatVector.broadcast(SPECIES, parameters[w + 5]);
            s50 = x0.fma(w5, s50);
            s51 = x1.fma(w5, s51);
        }
        TYPE.cast(s00).intoArray(out, outAt);
        TYPE.cast(s01).intoArray(out, outAt + LENGTH);
        TYPE.cast(s10).intoArray(out, outAt + COLUMNS);
        TYPE.cast(s11).intoArray(out, outAt + COLUMNS + LENGTH);
        TYPE.cast(s20).intoArray(out, outAt + 2 * COLUMNS);
        TYPE.cast(s21).intoArray(out, outAt + 2 * COLUMNS + LENGTH);
        TYPE.cast(s30).intoArray(out, outAt + 3 * COLUMNS);
        TYPE.cast(s31).intoArray(out, outAt + 3 * COLUMNS + LENGTH);
        TYPE.cast(s40).intoArray(out, outAt + 4 * COLUMNS);
        TYPE.cast(s41).intoArray(out, outAt + 4 * COLUMNS + LENGTH);
        TYPE.cast(s50).intoArray(out, outAt + 5 * COLUMNS);
        TYPE.cast(s51).intoArray(out, outAt + 5 * COLUMNS + LENGTH);
    }
}
