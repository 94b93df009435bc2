package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;

import jdk.incubator.vector.FloatVector;

/** Weight gradient of the second convolution on blocks, by tiles as in {@link VectorGradient1}. */
final class VectorGradient2 {

    private static final int MAP = Layout.AREA2 * LENGTH;

    /** Offsets in a pooled map of the positions of a delta. */
    private static final int[] POSITION = Lanes.positionOffsets(Layout.SIDE2, Layout.SIDE2, Layout.POOLED_SIDE1);

    private VectorGradient2() {}

    static void accumulate(float[] pooled, int pooledAt, float[] delta, float[] sums, int sumsAt) {
        int step = WIDE ? 4 : 2;
        for (int map = 0; map < Layout.MAPS2; map += step) {
            for (int row = 0; row < Layout.MAPS1 * 5; row++) {
                int input = row / 5 * Layout.POOLED_SIDE1 + row % 5;
                int at = pooledAt + input * Layout.POOLED_SIDE1 * LENGTH;
                int sumAt = sumsAt + (map * Layout.FAN_IN2 + row * 5) * LENGTH;
                if (WIDE) {
                    fourMaps(pooled, at, delta, map * MAP, sums, sumAt);
                } else {
                    twoMaps(pooled, at, delta, map * MAP, sums, sumAt);
                }
            }
        }
    }

    private static void fourMaps(float[] pooled, int pooledAt, float[] delta, int deltaAt, float[] sums, int sumsAt) {
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + LENGTH));
        FloatVector s02 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LENGTH));
        FloatVector s03 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LENGTH));
        FloatVector s04 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + Layout.FAN_IN2 * LENGTH));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 1) * LENGTH));
        FloatVector s12 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 2) * LENGTH));
        FloatVector s13 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 3) * LENGTH));
        FloatVector s14 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 4) * LENGTH));
        FloatVector s20 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * Layout.FAN_IN2 * LENGTH));
        FloatVector s21 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (2 * Layout.FAN_IN2 + 1) * LENGTH));
        FloatVector s22 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (2 * Layout.FAN_IN2 + 2) * LENGTH));
        FloatVector s23 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (2 * Layout.FAN_IN2 + 3) * LENGTH));
        FloatVector s24 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (2 * Layout.FAN_IN2 + 4) * LENGTH));
        FloatVector s30 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * Layout.FAN_IN2 * LENGTH));
        FloatVector s31 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (3 * Layout.FAN_IN2 + 1) * LENGTH));
        FloatVector s32 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (3 * Layout.FAN_IN2 + 2) * LENGTH));
        FloatVector s33 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (3 * Layout.FAN_IN2 + 3) * LENGTH));
        FloatVector s34 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (3 * Layout.FAN_IN2 + 4) * LENGTH));
        for (int position = 0; position < POSITION.length; position += 2) {
            int at = pooledAt + POSITION[position];
            int d = deltaAt + position * LENGTH;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + MAP));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 2 * MAP));
            FloatVector d3 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + 3 * MAP));
            FloatVector e0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH));
            FloatVector e1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH + MAP));
            FloatVector e2 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH + 2 * MAP));
            FloatVector e3 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + LENGTH + 3 * MAP));
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at));
            s00 = x0.fma(d0, s00);
            s10 = x0.fma(d1, s10);
            s20 = x0.fma(d2, s20);
            s30 = x0.fma(d3, s30);
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + LENGTH));
            s01 = x1.fma(d0, s01);
            s11 = x1.fma(d1, s11);
            s21 = x1.fma(d2, s21);
            s31 = x1.fma(d3, s31);
            s00 = x1.fma(e0, s00);
            s10 = x1.fma(e1, s10);
            s20 = x1.fma(e2, s20);
            s30 = x1.fma(e3, s30);
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 2 * LENGTH));
            s02 = x2.fma(d0, s02);
            s12 = x2.fma(d1, s12);
            s22 = x2.fma(d2, s22);
            s32 = x2.fma(d3, s32);
            s01 = x2.fma(e0, s01);
            s11 = x2.fma(e1, s11);
            s21 = x2.fma(e2, s21);
            s31 = x2.fma(e3, s31);
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 3 * LENGTH));
            s03 = x3.fma(d0, s03);
            s13 = x3.fma(d1, s13);
            s23 = x3.fma(d2, s23);
            s33 = x3.fma(d3, s33);
            s02 = x3.fma(e0, s02);
            s12 = x3.fma(e1, s12);
            s22 = x3.fma(e2, s22);
            s32 = x3.fma(e3, s32);
            FloatVector x4 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 4 * LENGTH));
            s04 = x4.fma(d0, s04);
            s14 = x4.fma(d1, s14);
            s24 = x4.fma(d2, s24);
            s34 = x4.fma(d3, s34);
            s03 = x4.fma(e0, s03);
            s13 = x4.fma(e1, s13);
            s23 = x4.fma(e2, s23);
            s33 = x4.fma(e3, s33);
            FloatVector x5 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 5 * LENGTH));
            s04 = x5.fma(e0, s04);
            s14 = x5.fma(e1, s14);
            s24 = x5.fma(e2, s24);
            s34 = x5.fma(e3, s34);
        }
        TYPE.cast(s00).intoArray(sums, sumsAt);
        TYPE.cast(s01).intoArray(sums, sumsAt + LENGTH);
        TYPE.cast(s02).intoArray(sums, sumsAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(sums, sumsAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(sums, sumsAt + 4 * LENGTH);
        TYPE.cast(s10).intoArray(sums, sumsAt + Layout.FAN_IN2 * LENGTH);
        TYPE.cast(s11).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 1) * LENGTH);
        TYPE.cast(s12).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 2) * LENGTH);
        TYPE.cast(s13).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 3) * LENGTH);
        TYPE.cast(s14).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 4) * LENGTH);
        TYPE.cast(s20).intoArray(sums, sumsAt + 2 * Layout.FAN_IN2 * LENGTH);
        TYPE.cast(s21).intoArray(sums, sumsAt + (2 * Layout.FAN_IN2 + 1) * LENGTH);
        TYPE.cast(s22).intoArray(sums, sumsAt + (2 * Layout.FAN_IN2 + 2) * LENGTH);
        TYPE.cast(s23).intoArray(sums, sumsAt + (2 * Layout.FAN_IN2 + 3) * LENGTH);
        TYPE.cast(s24).intoArray(sums, sumsAt + (2 * Layout.FAN_IN2 + 4) * LENGTH);
        TYPE.cast(s30).intoArray(sums, sumsAt + 3 * Layout.FAN_IN2 * LENGTH);
        TYPE.cast(s31).intoArray(sums, sumsAt + (3 * Layout.FAN_IN2 + 1) * LENGTH);
        TYPE.cast(s32).intoArray(sums, sumsAt + (3 * Layout.FAN_IN2 + 2) * LENGTH);
        TYPE.cast(s33).intoArray(sums, sumsAt + (3 * Layout.FAN_IN2 + 3) * LENGTH);
        TYPE.cast(s34).intoArray(sums, sumsAt + (3 * Layout.FAN_IN2 + 4) * LENGTH);
    }

    private static void twoMaps(float[] pooled, int pooledAt, float[] delta, int deltaAt, float[] sums, int sumsAt) {
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + LENGTH));
        FloatVector s02 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LENGTH));
        FloatVector s03 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LENGTH));
        FloatVector s04 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + Layout.FAN_IN2 * LENGTH));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 1) * LENGTH));
        FloatVector s12 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 2) * LENGTH));
        FloatVector s13 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 3) * LENGTH));
        FloatVector s14 = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt + (Layout.FAN_IN2 + 4) * LENGTH));
        for (int position = 0; position < POSITION.length; position++) {
            int at = pooledAt + POSITION[position];
            int d = deltaAt + position * LENGTH;
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, delta, d + MAP));
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at));
            s00 = x0.fma(d0, s00);
            s10 = x0.fma(d1, s10);
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + LENGTH));
            s01 = x1.fma(d0, s01);
            s11 = x1.fma(d1, s11);
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 2 * LENGTH));
            s02 = x2.fma(d0, s02);
            s12 = x2.fma(d1, s12);
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 3 * LENGTH));
            s03 = x3.fma(d0, s03);
            s13 = x3.fma(d1, s13);
            FloatVector x4 = TYPE.cast(FloatVector.fromArray(SPECIES, pooled, at + 4 * LENGTH));
            s04 = x4.fma(d0, s04);
            s14 = x4.fma(d1, s14);
        }
        TYPE.cast(s00).intoArray(sums, sumsAt);
        TYPE.cast(s01).intoArray(sums, sumsAt + LENGTH);
        TYPE.cast(s02).intoArray(sums, sumsAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(sums, sumsAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(sums, sumsAt + 4 * LENGTH);
        TYPE.cast(s10).intoArray(sums, sumsAt + Layout.FAN_IN2 * LENGTH);
        TYPE.cast(s11).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 1) * LENGTH);
        TYPE.cast(s12).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 2) * LENGTH);
        TYPE.cast(s13).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 3) * LENGTH);
        TYPE.cast(s14).intoArray(sums, sumsAt + (Layout.FAN_IN2 + 4) * LENGTH);
    }
}
