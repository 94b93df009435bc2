package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;

import jdk.incubator.vector.FloatVector;

/**
 * First convolution on blocks. A tile keeps six maps of a few adjacent positions in registers while it walks the taps;
 * it has one loop and many accumulators, the form in which C2 leaves no vector boxed, and its size keeps it from being
 * inlined into another.
 */
final class VectorConvolution1 {

    private static final int MAP = 2 * Layout.SIDE1 * LENGTH;

    /** From each tap's pixel to the next one's. */
    private static final int[] STEP = Lanes.steps(Lanes.windowOffsets(Layout.IMAGE_SIDE), 1);

    private VectorConvolution1() {}

    static void forward(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt) {
        int biasAt = parametersAt + Layout.BIAS1;
        int weightsAt = parametersAt + Layout.WEIGHTS1;
        for (int row = 0; row < 2; row++) {
            for (int x = 0; x < Layout.SIDE1; x += WIDE ? 4 : 2) {
                int at = imageAt + ((2 * pair + row) * Layout.IMAGE_SIDE + x) * LENGTH;
                int outAt = rowsAt + (row * Layout.SIDE1 + x) * LENGTH;
                if (WIDE) {
                    sixByFour(memory, at, biasAt, weightsAt, outAt);
                } else {
                    sixByTwo(memory, at, biasAt, weightsAt, outAt);
                }
            }
        }
    }

    private static void sixByFour(float[] memory, int inputAt, int biasAt, int weightsAt, int outAt) {
        FloatVector s00 = FloatVector.broadcast(SPECIES, memory[biasAt]);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s10 = FloatVector.broadcast(SPECIES, memory[biasAt + 1]);
        FloatVector s11 = s10;
        FloatVector s12 = s10;
        FloatVector s13 = s10;
        FloatVector s20 = FloatVector.broadcast(SPECIES, memory[biasAt + 2]);
        FloatVector s21 = s20;
        FloatVector s22 = s20;
        FloatVector s23 = s20;
        FloatVector s30 = FloatVector.broadcast(SPECIES, memory[biasAt + 3]);
        FloatVector s31 = s30;
        FloatVector s32 = s30;
        FloatVector s33 = s30;
        FloatVector s40 = FloatVector.broadcast(SPECIES, memory[biasAt + 4]);
        FloatVector s41 = s40;
        FloatVector s42 = s40;
        FloatVector s43 = s40;
        FloatVector s50 = FloatVector.broadcast(SPECIES, memory[biasAt + 5]);
        FloatVector s51 = s50;
        FloatVector s52 = s50;
        FloatVector s53 = s50;
        int at = inputAt;
        for (int tap = 0; tap < STEP.length; tap++) {
            int w = weightsAt + tap;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 2 * LENGTH));
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 3 * LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            s02 = x2.fma(w0, s02);
            s03 = x3.fma(w0, s03);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            s12 = x2.fma(w1, s12);
            s13 = x3.fma(w1, s13);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            s22 = x2.fma(w2, s22);
            s23 = x3.fma(w2, s23);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3 * Layout.TAPS]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
            s32 = x2.fma(w3, s32);
            s33 = x3.fma(w3, s33);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4 * Layout.TAPS]);
            s40 = x0.fma(w4, s40);
            s41 = x1.fma(w4, s41);
            s42 = x2.fma(w4, s42);
            s43 = x3.fma(w4, s43);
            FloatVector w5 = FloatVector.broadcast(SPECIES, memory[w + 5 * Layout.TAPS]);
            s50 = x0.fma(w5, s50);
            s51 = x1.fma(w5, s51);
            s52 = x2.fma(w5, s52);
            s53 = x3.fma(w5, s53);
            at += STEP[tap];
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s02).intoArray(memory, outAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(memory, outAt + 3 * LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + MAP);
        TYPE.cast(s11).intoArray(memory, outAt + MAP + LENGTH);
        TYPE.cast(s12).intoArray(memory, outAt + MAP + 2 * LENGTH);
        TYPE.cast(s13).intoArray(memory, outAt + MAP + 3 * LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * MAP);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * MAP + LENGTH);
        TYPE.cast(s22).intoArray(memory, outAt + 2 * MAP + 2 * LENGTH);
        TYPE.cast(s23).intoArray(memory, outAt + 2 * MAP + 3 * LENGTH);
        TYPE.cast(s30).intoArray(memory, outAt + 3 * MAP);
        TYPE.cast(s31).intoArray(memory, outAt + 3 * MAP + LENGTH);
        TYPE.cast(s32).intoArray(memory, outAt + 3 * MAP + 2 * LENGTH);
        TYPE.cast(s33).intoArray(memory, outAt + 3 * MAP + 3 * LENGTH);
        TYPE.cast(s40).intoArray(memory, outAt + 4 * MAP);
        TYPE.cast(s41).intoArray(memory, outAt + 4 * MAP + LENGTH);
        TYPE.cast(s42).intoArray(memory, outAt + 4 * MAP + 2 * LENGTH);
        TYPE.cast(s43).intoArray(memory, outAt + 4 * MAP + 3 * LENGTH);
        TYPE.cast(s50).intoArray(memory, outAt + 5 * MAP);
        TYPE.cast(s51).intoArray(memory, outAt + 5 * MAP + LENGTH);
        TYPE.cast(s52).intoArray(memory, outAt + 5 * MAP + 2 * LENGTH);
        TYPE.cast(s53).intoArray(memory, outAt + 5 * MAP + 3 * LENGTH);
    }

    private static void sixByTwo(float[] memory, int inputAt, int biasAt, int weightsAt, int outAt) {
        FloatVector s00 = FloatVector.broadcast(SPECIES, memory[biasAt]);
        FloatVector s01 = s00;
        FloatVector s10 = FloatVector.broadcast(SPECIES, memory[biasAt + 1]);
        FloatVector s11 = s10;
        FloatVector s20 = FloatVector.broadcast(SPECIES, memory[biasAt + 2]);
        FloatVector s21 = s20;
        FloatVector s30 = FloatVector.broadcast(SPECIES, memory[biasAt + 3]);
        FloatVector s31 = s30;
        FloatVector s40 = FloatVector.broadcast(SPECIES, memory[biasAt + 4]);
        FloatVector s41 = s40;
        FloatVector s50 = FloatVector.broadcast(SPECIES, memory[biasAt + 5]);
        FloatVector s51 = s50;
        int at = inputAt;
        for (int tap = 0; tap < STEP.length; tap++) {
            int w = weightsAt + tap;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3 * Layout.TAPS]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4 * Layout.TAPS]);
            s40 = x0.fma(w4, s40);
            s41 = x1.fma(w4, s41);
            FloatVector w5 = FloatVector.broadcast(SPECIES, memory[w + 5 * Layout.TAPS]);
            s50 = x0.fma(w5, s50);
            s51 = x1.fma(w5, s51);
            at += STEP[tap];
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + MAP);
        TYPE.cast(s11).intoArray(memory, outAt + MAP + LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * MAP);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * MAP + LENGTH);
        TYPE.cast(s30).intoArray(memory, outAt + 3 * MAP);
        TYPE.cast(s31).intoArray(memory, outAt + 3 * MAP + LENGTH);
        TYPE.cast(s40).intoArray(memory, outAt + 4 * MAP);
        TYPE.cast(s41).intoArray(memory, outAt + 4 * MAP + LENGTH);
        TYPE.cast(s50).intoArray(memory, outAt + 5 * MAP);
        TYPE.cast(s51).intoArray(memory, outAt + 5 * MAP + LENGTH);
    }
}
