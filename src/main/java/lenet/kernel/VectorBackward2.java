package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;

import jdk.incubator.vector.FloatVector;

/**
 * Input gradient of the second convolution on blocks. A tile is a row of a pooled map: each row of deltas that reaches it
 * is spread over it by the five taps of one row of weights, the valid products only.
 */
final class VectorBackward2 {

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

    static void backward(float[] delta, float[] parameters, float[] pooledDelta) {
        for (int y = 0; y < Layout.POOLED_SIDE1; y++) {
            for (int map = 0; map < Layout.MAPS1; map++) {
                int weightsAt = Layout.WEIGHTS2 + map * Layout.TAPS;
                int at = (map * Layout.POOLED_SIDE1 + y) * Layout.POOLED_SIDE1 * LENGTH;
                if (WIDE) {
                    row(delta, DELTA[y], parameters, WEIGHTS[y], weightsAt, pooledDelta, at);
                } else {
                    leftHalf(delta, DELTA[y], parameters, WEIGHTS[y], weightsAt, pooledDelta, at);
                    rightHalf(delta, DELTA[y], parameters, WEIGHTS[y], weightsAt, pooledDelta, at);
                }
            }
        }
    }

    private static void row(
            float[] delta, int[] rows, float[] parameters, int[] weights, int weightsAt, float[] out, int outAt) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        FloatVector s8 = s0;
        FloatVector s9 = s0;
        FloatVector s10 = s0;
        FloatVector s11 = s0;
        FloatVector s12 = s0;
        FloatVector s13 = s0;
        for (int i = 0; i < rows.length; i++) {
            int w = weightsAt + weights[i];
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            FloatVector w4 = FloatVector.broadcast(SPECIES, parameters[w + 4]);
            int d = rows[i];
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d));
            s0 = d0.fma(w0, s0);
            s1 = d0.fma(w1, s1);
            s2 = d0.fma(w2, s2);
            s3 = d0.fma(w3, s3);
            s4 = d0.fma(w4, s4);
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH));
            s1 = d1.fma(w0, s1);
            s2 = d1.fma(w1, s2);
            s3 = d1.fma(w2, s3);
            s4 = d1.fma(w3, s4);
            s5 = d1.fma(w4, s5);
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 2 * LENGTH));
            s2 = d2.fma(w0, s2);
            s3 = d2.fma(w1, s3);
            s4 = d2.fma(w2, s4);
            s5 = d2.fma(w3, s5);
            s6 = d2.fma(w4, s6);
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 3 * LENGTH));
            s3 = d3.fma(w0, s3);
            s4 = d3.fma(w1, s4);
            s5 = d3.fma(w2, s5);
            s6 = d3.fma(w3, s6);
            s7 = d3.fma(w4, s7);
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 4 * LENGTH));
            s4 = d4.fma(w0, s4);
            s5 = d4.fma(w1, s5);
            s6 = d4.fma(w2, s6);
            s7 = d4.fma(w3, s7);
            s8 = d4.fma(w4, s8);
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 5 * LENGTH));
            s5 = d5.fma(w0, s5);
            s6 = d5.fma(w1, s6);
            s7 = d5.fma(w2, s7);
            s8 = d5.fma(w3, s8);
            s9 = d5.fma(w4, s9);
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 6 * LENGTH));
            s6 = d6.fma(w0, s6);
            s7 = d6.fma(w1, s7);
            s8 = d6.fma(w2, s8);
            s9 = d6.fma(w3, s9);
            s10 = d6.fma(w4, s10);
            FloatVector d7 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 7 * LENGTH));
            s7 = d7.fma(w0, s7);
            s8 = d7.fma(w1, s8);
            s9 = d7.fma(w2, s9);
            s10 = d7.fma(w3, s10);
            s11 = d7.fma(w4, s11);
            FloatVector d8 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 8 * LENGTH));
            s8 = d8.fma(w0, s8);
            s9 = d8.fma(w1, s9);
            s10 = d8.fma(w2, s10);
            s11 = d8.fma(w3, s11);
            s12 = d8.fma(w4, s12);
            FloatVector d9 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 9 * LENGTH));
            s9 = d9.fma(w0, s9);
            s10 = d9.fma(w1, s10);
            s11 = d9.fma(w2, s11);
            s12 = d9.fma(w3, s12);
            s13 = d9.fma(w4, s13);
        }
        TYPE.cast(s0).intoArray(out, outAt);
        TYPE.cast(s1).intoArray(out, outAt + LENGTH);
        TYPE.cast(s2).intoArray(out, outAt + 2 * LENGTH);
        TYPE.cast(s3).intoArray(out, outAt + 3 * LENGTH);
        TYPE.cast(s4).intoArray(out, outAt + 4 * LENGTH);
        TYPE.cast(s5).intoArray(out, outAt + 5 * LENGTH);
        TYPE.cast(s6).intoArray(out, outAt + 6 * LENGTH);
        TYPE.cast(s7).intoArray(out, outAt + 7 * LENGTH);
        TYPE.cast(s8).intoArray(out, outAt + 8 * LENGTH);
        TYPE.cast(s9).intoArray(out, outAt + 9 * LENGTH);
        TYPE.cast(s10).intoArray(out, outAt + 10 * LENGTH);
        TYPE.cast(s11).intoArray(out, outAt + 11 * LENGTH);
        TYPE.cast(s12).intoArray(out, outAt + 12 * LENGTH);
        TYPE.cast(s13).intoArray(out, outAt + 13 * LENGTH);
    }

    private static void leftHalf(
            float[] delta, int[] rows, float[] parameters, int[] weights, int weightsAt, float[] out, int outAt) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        for (int i = 0; i < rows.length; i++) {
            int w = weightsAt + weights[i];
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            FloatVector w4 = FloatVector.broadcast(SPECIES, parameters[w + 4]);
            int d = rows[i];
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d));
            s0 = d0.fma(w0, s0);
            s1 = d0.fma(w1, s1);
            s2 = d0.fma(w2, s2);
            s3 = d0.fma(w3, s3);
            s4 = d0.fma(w4, s4);
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH));
            s1 = d1.fma(w0, s1);
            s2 = d1.fma(w1, s2);
            s3 = d1.fma(w2, s3);
            s4 = d1.fma(w3, s4);
            s5 = d1.fma(w4, s5);
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 2 * LENGTH));
            s2 = d2.fma(w0, s2);
            s3 = d2.fma(w1, s3);
            s4 = d2.fma(w2, s4);
            s5 = d2.fma(w3, s5);
            s6 = d2.fma(w4, s6);
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 3 * LENGTH));
            s3 = d3.fma(w0, s3);
            s4 = d3.fma(w1, s4);
            s5 = d3.fma(w2, s5);
            s6 = d3.fma(w3, s6);
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 4 * LENGTH));
            s4 = d4.fma(w0, s4);
            s5 = d4.fma(w1, s5);
            s6 = d4.fma(w2, s6);
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 5 * LENGTH));
            s5 = d5.fma(w0, s5);
            s6 = d5.fma(w1, s6);
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 6 * LENGTH));
            s6 = d6.fma(w0, s6);
        }
        TYPE.cast(s0).intoArray(out, outAt);
        TYPE.cast(s1).intoArray(out, outAt + LENGTH);
        TYPE.cast(s2).intoArray(out, outAt + 2 * LENGTH);
        TYPE.cast(s3).intoArray(out, outAt + 3 * LENGTH);
        TYPE.cast(s4).intoArray(out, outAt + 4 * LENGTH);
        TYPE.cast(s5).intoArray(out, outAt + 5 * LENGTH);
        TYPE.cast(s6).intoArray(out, outAt + 6 * LENGTH);
    }

    private static void rightHalf(
            float[] delta, int[] rows, float[] parameters, int[] weights, int weightsAt, float[] out, int outAt) {
        FloatVector s7 = FloatVector.zero(SPECIES);
        FloatVector s8 = s7;
        FloatVector s9 = s7;
        FloatVector s10 = s7;
        FloatVector s11 = s7;
        FloatVector s12 = s7;
        FloatVector s13 = s7;
        for (int i = 0; i < rows.length; i++) {
            int w = weightsAt + weights[i];
            FloatVector w0 = FloatVector.broadcast(SPECIES, parameters[w]);
            FloatVector w1 = FloatVector.broadcast(SPECIES, parameters[w + 1]);
            FloatVector w2 = FloatVector.broadcast(SPECIES, parameters[w + 2]);
            FloatVector w3 = FloatVector.broadcast(SPECIES, parameters[w + 3]);
            FloatVector w4 = FloatVector.broadcast(SPECIES, parameters[w + 4]);
            int d = rows[i];
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 3 * LENGTH));
            s7 = d3.fma(w4, s7);
            FloatVector d4 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 4 * LENGTH));
            s7 = d4.fma(w3, s7);
            s8 = d4.fma(w4, s8);
            FloatVector d5 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 5 * LENGTH));
            s7 = d5.fma(w2, s7);
            s8 = d5.fma(w3, s8);
            s9 = d5.fma(w4, s9);
            FloatVector d6 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 6 * LENGTH));
            s7 = d6.fma(w1, s7);
            s8 = d6.fma(w2, s8);
            s9 = d6.fma(w3, s9);
            s10 = d6.fma(w4, s10);
            FloatVector d7 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 7 * LENGTH));
            s7 = d7.fma(w0, s7);
            s8 = d7.fma(w1, s8);
            s9 = d7.fma(w2, s9);
            s10 = d7.fma(w3, s10);
            s11 = d7.fma(w4, s11);
            FloatVector d8 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 8 * LENGTH));
            s8 = d8.fma(w0, s8);
            s9 = d8.fma(w1, s9);
            s10 = d8.fma(w2, s10);
            s11 = d8.fma(w3, s11);
            s12 = d8.fma(w4, s12);
            FloatVector d9 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 9 * LENGTH));
            s9 = d9.fma(w0, s9);
            s10 = d9.fma(w1, s10);
            s11 = d9.fma(w2, s11);
            s12 = d9.fma(w3, s12);
            s13 = d9.fma(w4, s13);
        }
        TYPE.cast(s7).intoArray(out, outAt + 7 * LENGTH);
        TYPE.cast(s8).intoArray(out, outAt + 8 * LENGTH);
        TYPE.cast(s9).intoArray(out, outAt + 9 * LENGTH);
        TYPE.cast(s10).intoArray(out, outAt + 10 * LENGTH);
        TYPE.cast(s11).intoArray(out, outAt + 11 * LENGTH);
        TYPE.cast(s12).intoArray(out, outAt + 12 * LENGTH);
        TYPE.cast(s13).intoArray(out, outAt + 13 * LENGTH);
    }
}
