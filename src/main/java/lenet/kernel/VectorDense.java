package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.WIDE;
import static lenet.kernel.Layout.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** Forward and input gradient of the fully connected layers on a chunk: tiles of a few units by a few vectors of examples. */
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
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s02 = FloatVector.zero(SPECIES);
        FloatVector s03 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s12 = FloatVector.zero(SPECIES);
        FloatVector s13 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s22 = FloatVector.zero(SPECIES);
        FloatVector s23 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s32 = FloatVector.zero(SPECIES);
        FloatVector s33 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s41 = FloatVector.zero(SPECIES);
        FloatVector s42 = FloatVector.zero(SPECIES);
        FloatVector s43 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        FloatVector s51 = FloatVector.zero(SPECIES);
        FloatVector s52 = FloatVector.zero(SPECIES);
        FloatVector s53 = FloatVector.zero(SPECIES);
        for (int i = 0; i < rows; i++) {
            int at = inputsAt + i * COLUMNS;
            int w = weightsAt + i * stride;
            FloatVector x0 = FloatVector.fromArray(SPECIES, inputs, at + 0 * LENGTH);
            FloatVector x1 = FloatVector.fromArray(SPECIES, inputs, at + 1 * LENGTH);
            FloatVector x2 = FloatVector.fromArray(SPECIES, inputs, at + 2 * LENGTH);
            FloatVector x3 = FloatVector.fromArray(SPECIES, inputs, at + 3 * LENGTH);
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w + 0]);
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
        s00.intoArray(out, outAt + 0 * COLUMNS + 0 * LENGTH);
        s01.intoArray(out, outAt + 0 * COLUMNS + 1 * LENGTH);
        s02.intoArray(out, outAt + 0 * COLUMNS + 2 * LENGTH);
        s03.intoArray(out, outAt + 0 * COLUMNS + 3 * LENGTH);
        s10.intoArray(out, outAt + 1 * COLUMNS + 0 * LENGTH);
        s11.intoArray(out, outAt + 1 * COLUMNS + 1 * LENGTH);
        s12.intoArray(out, outAt + 1 * COLUMNS + 2 * LENGTH);
        s13.intoArray(out, outAt + 1 * COLUMNS + 3 * LENGTH);
        s20.intoArray(out, outAt + 2 * COLUMNS + 0 * LENGTH);
        s21.intoArray(out, outAt + 2 * COLUMNS + 1 * LENGTH);
        s22.intoArray(out, outAt + 2 * COLUMNS + 2 * LENGTH);
        s23.intoArray(out, outAt + 2 * COLUMNS + 3 * LENGTH);
        s30.intoArray(out, outAt + 3 * COLUMNS + 0 * LENGTH);
        s31.intoArray(out, outAt + 3 * COLUMNS + 1 * LENGTH);
        s32.intoArray(out, outAt + 3 * COLUMNS + 2 * LENGTH);
        s33.intoArray(out, outAt + 3 * COLUMNS + 3 * LENGTH);
        s40.intoArray(out, outAt + 4 * COLUMNS + 0 * LENGTH);
        s41.intoArray(out, outAt + 4 * COLUMNS + 1 * LENGTH);
        s42.intoArray(out, outAt + 4 * COLUMNS + 2 * LENGTH);
        s43.intoArray(out, outAt + 4 * COLUMNS + 3 * LENGTH);
        s50.intoArray(out, outAt + 5 * COLUMNS + 0 * LENGTH);
        s51.intoArray(out, outAt + 5 * COLUMNS + 1 * LENGTH);
        s52.intoArray(out, outAt + 5 * COLUMNS + 2 * LENGTH);
        s53.intoArray(out, outAt + 5 * COLUMNS + 3 * LENGTH);
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
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s41 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        FloatVector s51 = FloatVector.zero(SPECIES);
        for (int i = 0; i < rows; i++) {
            int at = inputsAt + i * COLUMNS;
            int w = weightsAt + i * stride;
            FloatVector x0 = FloatVector.fromArray(SPECIES, inputs, at + 0 * LENGTH);
            FloatVector x1 = FloatVector.fromArray(SPECIES, inputs, at + 1 * LENGTH);
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w + 0]);
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
        s00.intoArray(out, outAt + 0 * COLUMNS + 0 * LENGTH);
        s01.intoArray(out, outAt + 0 * COLUMNS + 1 * LENGTH);
        s10.intoArray(out, outAt + 1 * COLUMNS + 0 * LENGTH);
        s11.intoArray(out, outAt + 1 * COLUMNS + 1 * LENGTH);
        s20.intoArray(out, outAt + 2 * COLUMNS + 0 * LENGTH);
        s21.intoArray(out, outAt + 2 * COLUMNS + 1 * LENGTH);
        s30.intoArray(out, outAt + 3 * COLUMNS + 0 * LENGTH);
        s31.intoArray(out, outAt + 3 * COLUMNS + 1 * LENGTH);
        s40.intoArray(out, outAt + 4 * COLUMNS + 0 * LENGTH);
        s41.intoArray(out, outAt + 4 * COLUMNS + 1 * LENGTH);
        s50.intoArray(out, outAt + 5 * COLUMNS + 0 * LENGTH);
        s51.intoArray(out, outAt + 5 * COLUMNS + 1 * LENGTH);
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
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s02 = FloatVector.zero(SPECIES);
        FloatVector s03 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s12 = FloatVector.zero(SPECIES);
        FloatVector s13 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s22 = FloatVector.zero(SPECIES);
        FloatVector s23 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s32 = FloatVector.zero(SPECIES);
        FloatVector s33 = FloatVector.zero(SPECIES);
        for (int o = 0; o < outputs; o++) {
            int at = deltaAt + o * COLUMNS;
            int w = weightsAt + o;
            FloatVector d0 = FloatVector.fromArray(SPECIES, delta, at + 0 * LENGTH);
            FloatVector d1 = FloatVector.fromArray(SPECIES, delta, at + 1 * LENGTH);
            FloatVector d2 = FloatVector.fromArray(SPECIES, delta, at + 2 * LENGTH);
            FloatVector d3 = FloatVector.fromArray(SPECIES, delta, at + 3 * LENGTH);
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            s00 = d0.fma(w0, s00);
            s01 = d1.fma(w0, s01);
            s02 = d2.fma(w0, s02);
            s03 = d3.fma(w0, s03);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1 * stride]);
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
        s00.intoArray(out, outAt + 0 * COLUMNS + 0 * LENGTH);
        s01.intoArray(out, outAt + 0 * COLUMNS + 1 * LENGTH);
        s02.intoArray(out, outAt + 0 * COLUMNS + 2 * LENGTH);
        s03.intoArray(out, outAt + 0 * COLUMNS + 3 * LENGTH);
        s10.intoArray(out, outAt + 1 * COLUMNS + 0 * LENGTH);
        s11.intoArray(out, outAt + 1 * COLUMNS + 1 * LENGTH);
        s12.intoArray(out, outAt + 1 * COLUMNS + 2 * LENGTH);
        s13.intoArray(out, outAt + 1 * COLUMNS + 3 * LENGTH);
        s20.intoArray(out, outAt + 2 * COLUMNS + 0 * LENGTH);
        s21.intoArray(out, outAt + 2 * COLUMNS + 1 * LENGTH);
        s22.intoArray(out, outAt + 2 * COLUMNS + 2 * LENGTH);
        s23.intoArray(out, outAt + 2 * COLUMNS + 3 * LENGTH);
        s30.intoArray(out, outAt + 3 * COLUMNS + 0 * LENGTH);
        s31.intoArray(out, outAt + 3 * COLUMNS + 1 * LENGTH);
        s32.intoArray(out, outAt + 3 * COLUMNS + 2 * LENGTH);
        s33.intoArray(out, outAt + 3 * COLUMNS + 3 * LENGTH);
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
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        for (int o = 0; o < outputs; o++) {
            int at = deltaAt + o * COLUMNS;
            int w = weightsAt + o;
            FloatVector d0 = FloatVector.fromArray(SPECIES, delta, at + 0 * LENGTH);
            FloatVector d1 = FloatVector.fromArray(SPECIES, delta, at + 1 * LENGTH);
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            s00 = d0.fma(w0, s00);
            s01 = d1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1 * stride]);
            s10 = d0.fma(w1, s10);
            s11 = d1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2 * stride]);
            s20 = d0.fma(w2, s20);
            s21 = d1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3 * stride]);
            s30 = d0.fma(w3, s30);
            s31 = d1.fma(w3, s31);
        }
        s00.intoArray(out, outAt + 0 * COLUMNS + 0 * LENGTH);
        s01.intoArray(out, outAt + 0 * COLUMNS + 1 * LENGTH);
        s10.intoArray(out, outAt + 1 * COLUMNS + 0 * LENGTH);
        s11.intoArray(out, outAt + 1 * COLUMNS + 1 * LENGTH);
        s20.intoArray(out, outAt + 2 * COLUMNS + 0 * LENGTH);
        s21.intoArray(out, outAt + 2 * COLUMNS + 1 * LENGTH);
        s30.intoArray(out, outAt + 3 * COLUMNS + 0 * LENGTH);
        s31.intoArray(out, outAt + 3 * COLUMNS + 1 * LENGTH);
    }
}
