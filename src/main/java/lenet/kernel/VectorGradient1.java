package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;

import jdk.incubator.vector.FloatVector;

/**
 * Weight gradient of the first convolution on blocks: a tile keeps some maps' five taps of one row in registers. With 32 of
 * them it takes two positions at a time, which share four of their taps' inputs: loads would else be what it waits for.
 */
final class VectorGradient1 {

    private static final int MAP = 2 * Layout.SIDE1 * LENGTH;

    /** In the image, from the positions of a pair that are taken at a time to the next. */
    private static final int[] STEP =
            Lanes.steps(Lanes.positionOffsets(2, Layout.SIDE1, Layout.IMAGE_SIDE), WIDE ? 2 : 1);

    private VectorGradient1() {}

    static void accumulate(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt) {
        for (int map = 0; map < Layout.MAPS1; map += WIDE ? 3 : 2) {
            for (int ky = 0; ky < 5; ky++) {
                int at = imageAt + (2 * pair + ky) * Layout.IMAGE_SIDE * LENGTH;
                int sumAt = sumsAt + (map * Layout.TAPS + ky * 5) * LENGTH;
                if (WIDE) {
                    threeMaps(memory, at, rowsDeltaAt + map * MAP, sumAt);
                } else {
                    twoMaps(memory, at, rowsDeltaAt + map * MAP, sumAt);
                }
            }
        }
    }

    private static void threeMaps(float[] memory, int inputAt, int deltaAt, int sumsAt) {
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + LENGTH));
        FloatVector s02 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 2 * LENGTH));
        FloatVector s03 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 3 * LENGTH));
        FloatVector s04 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 4 * LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + Layout.TAPS * LENGTH));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 1) * LENGTH));
        FloatVector s12 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 2) * LENGTH));
        FloatVector s13 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 3) * LENGTH));
        FloatVector s14 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 4) * LENGTH));
        FloatVector s20 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 2 * Layout.TAPS * LENGTH));
        FloatVector s21 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (2 * Layout.TAPS + 1) * LENGTH));
        FloatVector s22 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (2 * Layout.TAPS + 2) * LENGTH));
        FloatVector s23 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (2 * Layout.TAPS + 3) * LENGTH));
        FloatVector s24 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (2 * Layout.TAPS + 4) * LENGTH));
        int at = inputAt;
        int d = deltaAt;
        for (int step : STEP) {
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + MAP));
            FloatVector d2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + 2 * MAP));
            FloatVector e0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH));
            FloatVector e1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH + MAP));
            FloatVector e2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + LENGTH + 2 * MAP));
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            s00 = x0.fma(d0, s00);
            s10 = x0.fma(d1, s10);
            s20 = x0.fma(d2, s20);
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            s01 = x1.fma(d0, s01);
            s11 = x1.fma(d1, s11);
            s21 = x1.fma(d2, s21);
            s00 = x1.fma(e0, s00);
            s10 = x1.fma(e1, s10);
            s20 = x1.fma(e2, s20);
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 2 * LENGTH));
            s02 = x2.fma(d0, s02);
            s12 = x2.fma(d1, s12);
            s22 = x2.fma(d2, s22);
            s01 = x2.fma(e0, s01);
            s11 = x2.fma(e1, s11);
            s21 = x2.fma(e2, s21);
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 3 * LENGTH));
            s03 = x3.fma(d0, s03);
            s13 = x3.fma(d1, s13);
            s23 = x3.fma(d2, s23);
            s02 = x3.fma(e0, s02);
            s12 = x3.fma(e1, s12);
            s22 = x3.fma(e2, s22);
            FloatVector x4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 4 * LENGTH));
            s04 = x4.fma(d0, s04);
            s14 = x4.fma(d1, s14);
            s24 = x4.fma(d2, s24);
            s03 = x4.fma(e0, s03);
            s13 = x4.fma(e1, s13);
            s23 = x4.fma(e2, s23);
            FloatVector x5 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 5 * LENGTH));
            s04 = x5.fma(e0, s04);
            s14 = x5.fma(e1, s14);
            s24 = x5.fma(e2, s24);
            at += step;
            d += 2 * LENGTH;
        }
        TYPE.cast(s00).intoArray(memory, sumsAt);
        TYPE.cast(s01).intoArray(memory, sumsAt + LENGTH);
        TYPE.cast(s02).intoArray(memory, sumsAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(memory, sumsAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(memory, sumsAt + 4 * LENGTH);
        TYPE.cast(s10).intoArray(memory, sumsAt + Layout.TAPS * LENGTH);
        TYPE.cast(s11).intoArray(memory, sumsAt + (Layout.TAPS + 1) * LENGTH);
        TYPE.cast(s12).intoArray(memory, sumsAt + (Layout.TAPS + 2) * LENGTH);
        TYPE.cast(s13).intoArray(memory, sumsAt + (Layout.TAPS + 3) * LENGTH);
        TYPE.cast(s14).intoArray(memory, sumsAt + (Layout.TAPS + 4) * LENGTH);
        TYPE.cast(s20).intoArray(memory, sumsAt + 2 * Layout.TAPS * LENGTH);
        TYPE.cast(s21).intoArray(memory, sumsAt + (2 * Layout.TAPS + 1) * LENGTH);
        TYPE.cast(s22).intoArray(memory, sumsAt + (2 * Layout.TAPS + 2) * LENGTH);
        TYPE.cast(s23).intoArray(memory, sumsAt + (2 * Layout.TAPS + 3) * LENGTH);
        TYPE.cast(s24).intoArray(memory, sumsAt + (2 * Layout.TAPS + 4) * LENGTH);
    }

    private static void twoMaps(float[] memory, int inputAt, int deltaAt, int sumsAt) {
        FloatVector s00 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt));
        FloatVector s01 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + LENGTH));
        FloatVector s02 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 2 * LENGTH));
        FloatVector s03 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 3 * LENGTH));
        FloatVector s04 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + 4 * LENGTH));
        FloatVector s10 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + Layout.TAPS * LENGTH));
        FloatVector s11 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 1) * LENGTH));
        FloatVector s12 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 2) * LENGTH));
        FloatVector s13 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 3) * LENGTH));
        FloatVector s14 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumsAt + (Layout.TAPS + 4) * LENGTH));
        int at = inputAt;
        int d = deltaAt;
        for (int step : STEP) {
            FloatVector d0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d));
            FloatVector d1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, d + MAP));
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            s00 = x0.fma(d0, s00);
            s10 = x0.fma(d1, s10);
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            s01 = x1.fma(d0, s01);
            s11 = x1.fma(d1, s11);
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 2 * LENGTH));
            s02 = x2.fma(d0, s02);
            s12 = x2.fma(d1, s12);
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 3 * LENGTH));
            s03 = x3.fma(d0, s03);
            s13 = x3.fma(d1, s13);
            FloatVector x4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 4 * LENGTH));
            s04 = x4.fma(d0, s04);
            s14 = x4.fma(d1, s14);
            at += step;
            d += LENGTH;
        }
        TYPE.cast(s00).intoArray(memory, sumsAt);
        TYPE.cast(s01).intoArray(memory, sumsAt + LENGTH);
        TYPE.cast(s02).intoArray(memory, sumsAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(memory, sumsAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(memory, sumsAt + 4 * LENGTH);
        TYPE.cast(s10).intoArray(memory, sumsAt + Layout.TAPS * LENGTH);
        TYPE.cast(s11).intoArray(memory, sumsAt + (Layout.TAPS + 1) * LENGTH);
        TYPE.cast(s12).intoArray(memory, sumsAt + (Layout.TAPS + 2) * LENGTH);
        TYPE.cast(s13).intoArray(memory, sumsAt + (Layout.TAPS + 3) * LENGTH);
        TYPE.cast(s14).intoArray(memory, sumsAt + (Layout.TAPS + 4) * LENGTH);
    }
}
