package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;

import jdk.incubator.vector.FloatVector;

/**
 * Input gradient of the second convolution on blocks. A tile is half a row of some pooled maps: each row of deltas that
 * reaches it is spread over it by the five taps of one row of weights, the valid products only. Half a row of three maps
 * waits for nothing; a whole row of one would wait for its own sums, each of which takes five products in turn.
 */
final class VectorBackward2 {

    private static final int MAP = Layout.POOLED_SIDE1 * Layout.POOLED_SIDE1 * LENGTH;

    /** Positions in half a row; the deltas that reach the right one begin four positions before it. */
    private static final int HALF = Layout.POOLED_SIDE1 / 2;

    /** For each row of a pooled map, where the rows of deltas start that reach it. */
    private static final int[][] DELTA = new int[Layout.POOLED_SIDE1][];

    /** And, for each of those, the five weights that carry it, from the first of the map's weights in the first output. */
    private static final int[][] WEIGHTS = new int[Layout.POOLED_SIDE1][];

    static {
        for (int y = 0; y < Layout.POOLED_SIDE1; y++) {
            int top = Math.max(0, y - 4);
            int bottom = Math.min(Layout.SIDE2 - 1, y);
            int reaching = bottom - top + 1;
            DELTA[y] = new int[Layout.MAPS2 * reaching];
            WEIGHTS[y] = new int[Layout.MAPS2 * reaching];
            for (int i = 0; i < DELTA[y].length; i++) {
                int map = i / reaching;
                int row = top + i % reaching;
                DELTA[y][i] = (map * Layout.SIDE2 + row) * Layout.SIDE2 * LENGTH;
                WEIGHTS[y][i] = map * Layout.FAN_IN2 + (y - row) * 5;
            }
        }
    }

    private VectorBackward2() {}

    static void backward(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt) {
        for (int y = 0; y < Layout.POOLED_SIDE1; y++) {
            for (int map = 0; map < Layout.MAPS1; map += WIDE ? 3 : 1) {
                int weightsAt = parametersAt + Layout.WEIGHTS2 + map * Layout.TAPS;
                int left = pooledDeltaAt + map * MAP + y * Layout.POOLED_SIDE1 * LENGTH;
                int right = left + HALF * LENGTH;
                int rightDeltaAt = deltaAt + (HALF - 4) * LENGTH;
                if (WIDE) {
                    threeLeft(memory, deltaAt, DELTA[y], weightsAt, WEIGHTS[y], left);
                    threeRight(memory, rightDeltaAt, DELTA[y], weightsAt, WEIGHTS[y], right);
                } else {
                    oneLeft(memory, deltaAt, DELTA[y], weightsAt, WEIGHTS[y], left);
                    oneRight(memory, rightDeltaAt, DELTA[y], weightsAt, WEIGHTS[y], right);
                }
            }
        }
    }

    private static void threeLeft(float[] memory, int deltaAt, int[] rows, int weightsAt, int[] weights, int outAt) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s04 = s00;
        FloatVector s05 = s00;
        FloatVector s06 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s12 = s00;
        FloatVector s13 = s00;
        FloatVector s14 = s00;
        FloatVector s15 = s00;
        FloatVector s16 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s22 = s00;
        FloatVector s23 = s00;
        FloatVector s24 = s00;
        FloatVector s25 = s00;
        FloatVector s26 = s00;
        for (int i = 0; i < rows.length; i++) {
            int d = deltaAt + rows[i];
            int w = weightsAt + weights[i];
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 2 * LENGTH));
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 3 * LENGTH));
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 4 * LENGTH));
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 5 * LENGTH));
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 6 * LENGTH));
            FloatVector w00 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = d0.fma(w00, s00);
            s01 = d1.fma(w00, s01);
            s02 = d2.fma(w00, s02);
            s03 = d3.fma(w00, s03);
            s04 = d4.fma(w00, s04);
            s05 = d5.fma(w00, s05);
            s06 = d6.fma(w00, s06);
            FloatVector w01 = FloatVector.broadcast(SPECIES, memory[w + 1]);
            s01 = d0.fma(w01, s01);
            s02 = d1.fma(w01, s02);
            s03 = d2.fma(w01, s03);
            s04 = d3.fma(w01, s04);
            s05 = d4.fma(w01, s05);
            s06 = d5.fma(w01, s06);
            FloatVector w02 = FloatVector.broadcast(SPECIES, memory[w + 2]);
            s02 = d0.fma(w02, s02);
            s03 = d1.fma(w02, s03);
            s04 = d2.fma(w02, s04);
            s05 = d3.fma(w02, s05);
            s06 = d4.fma(w02, s06);
            FloatVector w03 = FloatVector.broadcast(SPECIES, memory[w + 3]);
            s03 = d0.fma(w03, s03);
            s04 = d1.fma(w03, s04);
            s05 = d2.fma(w03, s05);
            s06 = d3.fma(w03, s06);
            FloatVector w04 = FloatVector.broadcast(SPECIES, memory[w + 4]);
            s04 = d0.fma(w04, s04);
            s05 = d1.fma(w04, s05);
            s06 = d2.fma(w04, s06);
            FloatVector w10 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS]);
            s10 = d0.fma(w10, s10);
            s11 = d1.fma(w10, s11);
            s12 = d2.fma(w10, s12);
            s13 = d3.fma(w10, s13);
            s14 = d4.fma(w10, s14);
            s15 = d5.fma(w10, s15);
            s16 = d6.fma(w10, s16);
            FloatVector w11 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 1]);
            s11 = d0.fma(w11, s11);
            s12 = d1.fma(w11, s12);
            s13 = d2.fma(w11, s13);
            s14 = d3.fma(w11, s14);
            s15 = d4.fma(w11, s15);
            s16 = d5.fma(w11, s16);
            FloatVector w12 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 2]);
            s12 = d0.fma(w12, s12);
            s13 = d1.fma(w12, s13);
            s14 = d2.fma(w12, s14);
            s15 = d3.fma(w12, s15);
            s16 = d4.fma(w12, s16);
            FloatVector w13 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 3]);
            s13 = d0.fma(w13, s13);
            s14 = d1.fma(w13, s14);
            s15 = d2.fma(w13, s15);
            s16 = d3.fma(w13, s16);
            FloatVector w14 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 4]);
            s14 = d0.fma(w14, s14);
            s15 = d1.fma(w14, s15);
            s16 = d2.fma(w14, s16);
            FloatVector w20 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS]);
            s20 = d0.fma(w20, s20);
            s21 = d1.fma(w20, s21);
            s22 = d2.fma(w20, s22);
            s23 = d3.fma(w20, s23);
            s24 = d4.fma(w20, s24);
            s25 = d5.fma(w20, s25);
            s26 = d6.fma(w20, s26);
            FloatVector w21 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 1]);
            s21 = d0.fma(w21, s21);
            s22 = d1.fma(w21, s22);
            s23 = d2.fma(w21, s23);
            s24 = d3.fma(w21, s24);
            s25 = d4.fma(w21, s25);
            s26 = d5.fma(w21, s26);
            FloatVector w22 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 2]);
            s22 = d0.fma(w22, s22);
            s23 = d1.fma(w22, s23);
            s24 = d2.fma(w22, s24);
            s25 = d3.fma(w22, s25);
            s26 = d4.fma(w22, s26);
            FloatVector w23 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 3]);
            s23 = d0.fma(w23, s23);
            s24 = d1.fma(w23, s24);
            s25 = d2.fma(w23, s25);
            s26 = d3.fma(w23, s26);
            FloatVector w24 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 4]);
            s24 = d0.fma(w24, s24);
            s25 = d1.fma(w24, s25);
            s26 = d2.fma(w24, s26);
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s02).intoArray(memory, outAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(memory, outAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(memory, outAt + 4 * LENGTH);
        TYPE.cast(s05).intoArray(memory, outAt + 5 * LENGTH);
        TYPE.cast(s06).intoArray(memory, outAt + 6 * LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + MAP);
        TYPE.cast(s11).intoArray(memory, outAt + MAP + LENGTH);
        TYPE.cast(s12).intoArray(memory, outAt + MAP + 2 * LENGTH);
        TYPE.cast(s13).intoArray(memory, outAt + MAP + 3 * LENGTH);
        TYPE.cast(s14).intoArray(memory, outAt + MAP + 4 * LENGTH);
        TYPE.cast(s15).intoArray(memory, outAt + MAP + 5 * LENGTH);
        TYPE.cast(s16).intoArray(memory, outAt + MAP + 6 * LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * MAP);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * MAP + LENGTH);
        TYPE.cast(s22).intoArray(memory, outAt + 2 * MAP + 2 * LENGTH);
        TYPE.cast(s23).intoArray(memory, outAt + 2 * MAP + 3 * LENGTH);
        TYPE.cast(s24).intoArray(memory, outAt + 2 * MAP + 4 * LENGTH);
        TYPE.cast(s25).intoArray(memory, outAt + 2 * MAP + 5 * LENGTH);
        TYPE.cast(s26).intoArray(memory, outAt + 2 * MAP + 6 * LENGTH);
    }

    private static void threeRight(float[] memory, int deltaAt, int[] rows, int weightsAt, int[] weights, int outAt) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s04 = s00;
        FloatVector s05 = s00;
        FloatVector s06 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s12 = s00;
        FloatVector s13 = s00;
        FloatVector s14 = s00;
        FloatVector s15 = s00;
        FloatVector s16 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s22 = s00;
        FloatVector s23 = s00;
        FloatVector s24 = s00;
        FloatVector s25 = s00;
        FloatVector s26 = s00;
        for (int i = 0; i < rows.length; i++) {
            int d = deltaAt + rows[i];
            int w = weightsAt + weights[i];
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 2 * LENGTH));
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 3 * LENGTH));
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 4 * LENGTH));
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 5 * LENGTH));
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 6 * LENGTH));
            FloatVector w00 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = d4.fma(w00, s00);
            s01 = d5.fma(w00, s01);
            s02 = d6.fma(w00, s02);
            FloatVector w01 = FloatVector.broadcast(SPECIES, memory[w + 1]);
            s00 = d3.fma(w01, s00);
            s01 = d4.fma(w01, s01);
            s02 = d5.fma(w01, s02);
            s03 = d6.fma(w01, s03);
            FloatVector w02 = FloatVector.broadcast(SPECIES, memory[w + 2]);
            s00 = d2.fma(w02, s00);
            s01 = d3.fma(w02, s01);
            s02 = d4.fma(w02, s02);
            s03 = d5.fma(w02, s03);
            s04 = d6.fma(w02, s04);
            FloatVector w03 = FloatVector.broadcast(SPECIES, memory[w + 3]);
            s00 = d1.fma(w03, s00);
            s01 = d2.fma(w03, s01);
            s02 = d3.fma(w03, s02);
            s03 = d4.fma(w03, s03);
            s04 = d5.fma(w03, s04);
            s05 = d6.fma(w03, s05);
            FloatVector w04 = FloatVector.broadcast(SPECIES, memory[w + 4]);
            s00 = d0.fma(w04, s00);
            s01 = d1.fma(w04, s01);
            s02 = d2.fma(w04, s02);
            s03 = d3.fma(w04, s03);
            s04 = d4.fma(w04, s04);
            s05 = d5.fma(w04, s05);
            s06 = d6.fma(w04, s06);
            FloatVector w10 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS]);
            s10 = d4.fma(w10, s10);
            s11 = d5.fma(w10, s11);
            s12 = d6.fma(w10, s12);
            FloatVector w11 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 1]);
            s10 = d3.fma(w11, s10);
            s11 = d4.fma(w11, s11);
            s12 = d5.fma(w11, s12);
            s13 = d6.fma(w11, s13);
            FloatVector w12 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 2]);
            s10 = d2.fma(w12, s10);
            s11 = d3.fma(w12, s11);
            s12 = d4.fma(w12, s12);
            s13 = d5.fma(w12, s13);
            s14 = d6.fma(w12, s14);
            FloatVector w13 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 3]);
            s10 = d1.fma(w13, s10);
            s11 = d2.fma(w13, s11);
            s12 = d3.fma(w13, s12);
            s13 = d4.fma(w13, s13);
            s14 = d5.fma(w13, s14);
            s15 = d6.fma(w13, s15);
            FloatVector w14 = FloatVector.broadcast(SPECIES, memory[w + Layout.TAPS + 4]);
            s10 = d0.fma(w14, s10);
            s11 = d1.fma(w14, s11);
            s12 = d2.fma(w14, s12);
            s13 = d3.fma(w14, s13);
            s14 = d4.fma(w14, s14);
            s15 = d5.fma(w14, s15);
            s16 = d6.fma(w14, s16);
            FloatVector w20 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS]);
            s20 = d4.fma(w20, s20);
            s21 = d5.fma(w20, s21);
            s22 = d6.fma(w20, s22);
            FloatVector w21 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 1]);
            s20 = d3.fma(w21, s20);
            s21 = d4.fma(w21, s21);
            s22 = d5.fma(w21, s22);
            s23 = d6.fma(w21, s23);
            FloatVector w22 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 2]);
            s20 = d2.fma(w22, s20);
            s21 = d3.fma(w22, s21);
            s22 = d4.fma(w22, s22);
            s23 = d5.fma(w22, s23);
            s24 = d6.fma(w22, s24);
            FloatVector w23 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 3]);
            s20 = d1.fma(w23, s20);
            s21 = d2.fma(w23, s21);
            s22 = d3.fma(w23, s22);
            s23 = d4.fma(w23, s23);
            s24 = d5.fma(w23, s24);
            s25 = d6.fma(w23, s25);
            FloatVector w24 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.TAPS + 4]);
            s20 = d0.fma(w24, s20);
            s21 = d1.fma(w24, s21);
            s22 = d2.fma(w24, s22);
            s23 = d3.fma(w24, s23);
            s24 = d4.fma(w24, s24);
            s25 = d5.fma(w24, s25);
            s26 = d6.fma(w24, s26);
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s02).intoArray(memory, outAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(memory, outAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(memory, outAt + 4 * LENGTH);
        TYPE.cast(s05).intoArray(memory, outAt + 5 * LENGTH);
        TYPE.cast(s06).intoArray(memory, outAt + 6 * LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + MAP);
        TYPE.cast(s11).intoArray(memory, outAt + MAP + LENGTH);
        TYPE.cast(s12).intoArray(memory, outAt + MAP + 2 * LENGTH);
        TYPE.cast(s13).intoArray(memory, outAt + MAP + 3 * LENGTH);
        TYPE.cast(s14).intoArray(memory, outAt + MAP + 4 * LENGTH);
        TYPE.cast(s15).intoArray(memory, outAt + MAP + 5 * LENGTH);
        TYPE.cast(s16).intoArray(memory, outAt + MAP + 6 * LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * MAP);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * MAP + LENGTH);
        TYPE.cast(s22).intoArray(memory, outAt + 2 * MAP + 2 * LENGTH);
        TYPE.cast(s23).intoArray(memory, outAt + 2 * MAP + 3 * LENGTH);
        TYPE.cast(s24).intoArray(memory, outAt + 2 * MAP + 4 * LENGTH);
        TYPE.cast(s25).intoArray(memory, outAt + 2 * MAP + 5 * LENGTH);
        TYPE.cast(s26).intoArray(memory, outAt + 2 * MAP + 6 * LENGTH);
    }

    private static void oneLeft(float[] memory, int deltaAt, int[] rows, int weightsAt, int[] weights, int outAt) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        for (int i = 0; i < rows.length; i++) {
            int d = deltaAt + rows[i];
            int w = weightsAt + weights[i];
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 2 * LENGTH));
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 3 * LENGTH));
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 4 * LENGTH));
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 5 * LENGTH));
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 6 * LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s0 = d0.fma(w0, s0);
            s1 = d1.fma(w0, s1);
            s2 = d2.fma(w0, s2);
            s3 = d3.fma(w0, s3);
            s4 = d4.fma(w0, s4);
            s5 = d5.fma(w0, s5);
            s6 = d6.fma(w0, s6);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + 1]);
            s1 = d0.fma(w1, s1);
            s2 = d1.fma(w1, s2);
            s3 = d2.fma(w1, s3);
            s4 = d3.fma(w1, s4);
            s5 = d4.fma(w1, s5);
            s6 = d5.fma(w1, s6);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2]);
            s2 = d0.fma(w2, s2);
            s3 = d1.fma(w2, s3);
            s4 = d2.fma(w2, s4);
            s5 = d3.fma(w2, s5);
            s6 = d4.fma(w2, s6);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3]);
            s3 = d0.fma(w3, s3);
            s4 = d1.fma(w3, s4);
            s5 = d2.fma(w3, s5);
            s6 = d3.fma(w3, s6);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4]);
            s4 = d0.fma(w4, s4);
            s5 = d1.fma(w4, s5);
            s6 = d2.fma(w4, s6);
        }
        TYPE.cast(s0).intoArray(memory, outAt);
        TYPE.cast(s1).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s2).intoArray(memory, outAt + 2 * LENGTH);
        TYPE.cast(s3).intoArray(memory, outAt + 3 * LENGTH);
        TYPE.cast(s4).intoArray(memory, outAt + 4 * LENGTH);
        TYPE.cast(s5).intoArray(memory, outAt + 5 * LENGTH);
        TYPE.cast(s6).intoArray(memory, outAt + 6 * LENGTH);
    }

    private static void oneRight(float[] memory, int deltaAt, int[] rows, int weightsAt, int[] weights, int outAt) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        for (int i = 0; i < rows.length; i++) {
            int d = deltaAt + rows[i];
            int w = weightsAt + weights[i];
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 2 * LENGTH));
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 3 * LENGTH));
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 4 * LENGTH));
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 5 * LENGTH));
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 6 * LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s0 = d4.fma(w0, s0);
            s1 = d5.fma(w0, s1);
            s2 = d6.fma(w0, s2);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + 1]);
            s0 = d3.fma(w1, s0);
            s1 = d4.fma(w1, s1);
            s2 = d5.fma(w1, s2);
            s3 = d6.fma(w1, s3);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2]);
            s0 = d2.fma(w2, s0);
            s1 = d3.fma(w2, s1);
            s2 = d4.fma(w2, s2);
            s3 = d5.fma(w2, s3);
            s4 = d6.fma(w2, s4);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3]);
            s0 = d1.fma(w3, s0);
            s1 = d2.fma(w3, s1);
            s2 = d3.fma(w3, s2);
            s3 = d4.fma(w3, s3);
            s4 = d5.fma(w3, s4);
            s5 = d6.fma(w3, s5);
            FloatVector w4 = FloatVector.broadcast(SPECIES, memory[w + 4]);
            s0 = d0.fma(w4, s0);
            s1 = d1.fma(w4, s1);
            s2 = d2.fma(w4, s2);
            s3 = d3.fma(w4, s3);
            s4 = d4.fma(w4, s4);
            s5 = d5.fma(w4, s5);
            s6 = d6.fma(w4, s6);
        }
        TYPE.cast(s0).intoArray(memory, outAt);
        TYPE.cast(s1).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s2).intoArray(memory, outAt + 2 * LENGTH);
        TYPE.cast(s3).intoArray(memory, outAt + 3 * LENGTH);
        TYPE.cast(s4).intoArray(memory, outAt + 4 * LENGTH);
        TYPE.cast(s5).intoArray(memory, outAt + 5 * LENGTH);
        TYPE.cast(s6).intoArray(memory, outAt + 6 * LENGTH);
    }
}
