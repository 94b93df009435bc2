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
    private static final int SPAN = (WIDE ? 4 : 2) * LENGTH;

    private VectorDenseBackward() {}

    static void backward(Layout.Matrix matrix, float[] parameters, float[] delta, float[] inputsDelta) {
        for (int input = 0; input < matrix.inputs(); input += 4) {
            int weightsAt = matrix.at() + input * matrix.stride();
            for (int column = 0; column < COLUMNS; column += SPAN) {
                int outAt = input * COLUMNS + column;
                if (WIDE) {
                    fourByFour(
                            parameters,
                            weightsAt,
                            matrix.stride(),
                            matrix.outputs(),
                            delta,
                            column,
                            inputsDelta,
                            outAt);
                } else {
                    fourByTwo(
                            parameters,
                            weightsAt,
                            matrix.stride(),
                            matrix.outputs(),
                            delta,
                            column,
                            inputsDelta,
                            outAt);
                }
            }
        }
    }

    private static void fourByFour(
            float[] parameters,
            int weightsAt,
            int stride,
            int outputs,
            float[] delta,
            int deltaAt,
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
        for (int o = 0; o < outputs; o++) {
            int at = deltaAt + o * COLUMNS;
            int w = weightsAt + o;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, at));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, at + LENGTH));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, at + 2 * LENGTH));
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, at + 3 * LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            s00 = d0.fma(w0, s00);
            s01 = d1.fma(w0, s01);
            s02 = d2.fma(w0, s02);
            s03 = d3.fma(w0, s03);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + stride]);
            s10 = d0.fma(w1, s10);
            s11 = d1.fma(w1, s11);
            s12 = d2.fma(w1, s12);
            s13 = d3.fma(w1, s13);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2 * stride]);
            s20 = d0.fma(w2, s20);
            s21 = d1.fma(w2, s21);
            s22 = d2.fma(w2, s22);
            s23 = d3.fma(w2, s23);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3 * stride]);
            s30 = d0.fma(w3, s30);
            s31 = d1.fma(w3, s31);
            s32 = d2.fma(w3, s32);
            s33 = d3.fma(w3, s33);
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
    }

    private static void fourByTwo(
            float[] parameters,
            int weightsAt,
            int stride,
            int outputs,
            float[] delta,
            int deltaAt,
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
        for (int o = 0; o < outputs; o++) {
            int at = deltaAt + o * COLUMNS;
            int w = weightsAt + o;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, at));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            s00 = d0.fma(w0, s00);
            s01 = d1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + stride]);
            s10 = d0.fma(w1, s10);
            s11 = d1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2 * stride]);
            s20 = d0.fma(w2, s20);
            s21 = d1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3 * stride]);
            s30 = d0.fma(w3, s30);
            s31 = d1.fma(w3, s31);
        }
        TYPE.cast(s00).intoArray(out, outAt);
        TYPE.cast(s01).intoArray(out, outAt + LENGTH);
        TYPE.cast(s10).intoArray(out, outAt + COLUMNS);
        TYPE.cast(s11).intoArray(out, outAt + COLUMNS + LENGTH);
        TYPE.cast(s20).intoArray(out, outAt + 2 * COLUMNS);
        TYPE.cast(s21).intoArray(out, outAt + 2 * COLUMNS + LENGTH);
        TYPE.cast(s30).intoArray(out, outAt + 3 * COLUMNS);
        TYPE.cast(s31).intoArray(out, outAt + 3 * COLUMNS + LENGTH);
    }
}
