package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;
import static lenet.kernel.Layout.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** The fully connected layers on a chunk, by tiles of some units by two vectors of examples. */
final class VectorDense {

    /** Columns of a tile. */
    private static final int SPAN = 2 * LENGTH;

    private VectorDense() {}

    static void forward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt) {
        int rows = matrix.inputs() + 1;
        for (int unit = 0; unit < matrix.outputs(); unit += WIDE ? 12 : 6) {
            int weightsAt = parametersAt + matrix.at() + unit;
            for (int column = 0; column < COLUMNS; column += SPAN) {
                int at = inputsAt + column;
                int outAt = outputsAt + unit * COLUMNS + column;
                if (WIDE) {
                    twelveByTwo(memory, weightsAt, matrix.stride(), rows, at, outAt);
                } else {
                    sixByTwo(memory, weightsAt, matrix.stride(), rows, at, outAt);
                }
            }
        }
    }

    private static void twelveByTwo(float[] memory, int weightsAt, int stride, int rows, int inputsAt, int outAt) {
        FloatVector sa0 = FloatVector.zero(SPECIES);
        FloatVector sa1 = sa0;
        FloatVector sb0 = sa0;
        FloatVector sb1 = sa0;
        FloatVector sc0 = sa0;
        FloatVector sc1 = sa0;
        FloatVector sd0 = sa0;
        FloatVector sd1 = sa0;
        FloatVector se0 = sa0;
        FloatVector se1 = sa0;
        FloatVector sf0 = sa0;
        FloatVector sf1 = sa0;
        FloatVector sg0 = sa0;
        FloatVector sg1 = sa0;
        FloatVector sh0 = sa0;
        FloatVector sh1 = sa0;
        FloatVector si0 = sa0;
        FloatVector si1 = sa0;
        FloatVector sj0 = sa0;
        FloatVector sj1 = sa0;
        FloatVector sk0 = sa0;
        FloatVector sk1 = sa0;
        FloatVector sl0 = sa0;
        FloatVector sl1 = sa0;
        for (int i = 0; i < rows; i++) {
            int at = inputsAt + i * COLUMNS;
            int w = weightsAt + i * stride;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            sa0 = x0.fma(w0, sa0);
            sa1 = x1.fma(w0, sa1);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + 1]);
            sb0 = x0.fma(w1, sb0);
            sb1 = x1.fma(w1, sb1);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2]);
            sc0 = x0.fma(w2, sc0);
            sc1 = x1.fma(w2, sc1);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3]);
            sd0 = x0.fma(w3, sd0);
            sd1 = x1.fma(w3, sd1);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4]);
            se0 = x0.fma(w4, se0);
            se1 = x1.fma(w4, se1);
            FloatVector w5 = FloatVector.broadcast(SPECIES, memory[w + 5]);
            sf0 = x0.fma(w5, sf0);
            sf1 = x1.fma(w5, sf1);
            FloatVector w6 = FloatVector.broadcast(SPECIES, memory[w + 6]);
            sg0 = x0.fma(w6, sg0);
            sg1 = x1.fma(w6, sg1);
            FloatVector w7 = FloatVector.broadcast(SPECIES, memory[w + 7]);
            sh0 = x0.fma(w7, sh0);
            sh1 = x1.fma(w7, sh1);
            FloatVector w8 = FloatVector.broadcast(SPECIES, memory[w + 8]);
            si0 = x0.fma(w8, si0);
            si1 = x1.fma(w8, si1);
            FloatVector w9 = FloatVector.broadcast(SPECIES, memory[w + 9]);
            sj0 = x0.fma(w9, sj0);
            sj1 = x1.fma(w9, sj1);
            FloatVector w10 = FloatVector.broadcast(SPECIES, memory[w + 10]);
            sk0 = x0.fma(w10, sk0);
            sk1 = x1.fma(w10, sk1);
            FloatVector w11 = FloatVector.broadcast(SPECIES, memory[w + 11]);
            sl0 = x0.fma(w11, sl0);
            sl1 = x1.fma(w11, sl1);
        }
        TYPE.cast(sa0).intoArray(memory, outAt);
        TYPE.cast(sa1).intoArray(memory, outAt + LENGTH);
        TYPE.cast(sb0).intoArray(memory, outAt + COLUMNS);
        TYPE.cast(sb1).intoArray(memory, outAt + COLUMNS + LENGTH);
        TYPE.cast(sc0).intoArray(memory, outAt + 2 * COLUMNS);
        TYPE.cast(sc1).intoArray(memory, outAt + 2 * COLUMNS + LENGTH);
        TYPE.cast(sd0).intoArray(memory, outAt + 3 * COLUMNS);
        TYPE.cast(sd1).intoArray(memory, outAt + 3 * COLUMNS + LENGTH);
        TYPE.cast(se0).intoArray(memory, outAt + 4 * COLUMNS);
        TYPE.cast(se1).intoArray(memory, outAt + 4 * COLUMNS + LENGTH);
        TYPE.cast(sf0).intoArray(memory, outAt + 5 * COLUMNS);
        TYPE.cast(sf1).intoArray(memory, outAt + 5 * COLUMNS + LENGTH);
        TYPE.cast(sg0).intoArray(memory, outAt + 6 * COLUMNS);
        TYPE.cast(sg1).intoArray(memory, outAt + 6 * COLUMNS + LENGTH);
        TYPE.cast(sh0).intoArray(memory, outAt + 7 * COLUMNS);
        TYPE.cast(sh1).intoArray(memory, outAt + 7 * COLUMNS + LENGTH);
        TYPE.cast(si0).intoArray(memory, outAt + 8 * COLUMNS);
        TYPE.cast(si1).intoArray(memory, outAt + 8 * COLUMNS + LENGTH);
        TYPE.cast(sj0).intoArray(memory, outAt + 9 * COLUMNS);
        TYPE.cast(sj1).intoArray(memory, outAt + 9 * COLUMNS + LENGTH);
        TYPE.cast(sk0).intoArray(memory, outAt + 10 * COLUMNS);
        TYPE.cast(sk1).intoArray(memory, outAt + 10 * COLUMNS + LENGTH);
        TYPE.cast(sl0).intoArray(memory, outAt + 11 * COLUMNS);
        TYPE.cast(sl1).intoArray(memory, outAt + 11 * COLUMNS + LENGTH);
    }

    private static void sixByTwo(float[] memory, int weightsAt, int stride, int rows, int inputsAt, int outAt) {
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
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + 1]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4]);
            s40 = x0.fma(w4, s40);
            s41 = x1.fma(w4, s41);
            FloatVector w5 = FloatVector.broadcast(SPECIES, memory[w + 5]);
            s50 = x0.fma(w5, s50);
            s51 = x1.fma(w5, s51);
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
    }
}
