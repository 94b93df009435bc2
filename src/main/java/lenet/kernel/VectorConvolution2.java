package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;
import static lenet.kernel.Lanes.WIDE;

import jdk.incubator.vector.FloatVector;

/** Second convolution on blocks, by tiles as in {@link VectorConvolution1}. */
final class VectorConvolution2 {

    private static final int MAP = Layout.AREA2 * LENGTH;

    /** From each tap's position to the next one's, over all maps. */
    private static final int[] STEP = Lanes.steps(taps(), 1);

    private VectorConvolution2() {}

    private static int[] taps() {
        int[] window = Lanes.windowOffsets(Layout.POOLED_SIDE1);
        int[] offsets = new int[Layout.FAN_IN2];
        for (int i = 0; i < offsets.length; i++) {
            int map = i / Layout.TAPS;
            offsets[i] = map * Layout.POOLED_SIDE1 * Layout.POOLED_SIDE1 * LENGTH + window[i % Layout.TAPS];
        }
        return offsets;
    }

    static void forward(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt) {
        int biasAt = parametersAt + Layout.BIAS2 + group;
        int weightsAt = parametersAt + Layout.WEIGHTS2 + group * Layout.FAN_IN2;
        for (int y = 0; y < Layout.SIDE2; y++) {
            for (int x = 0; x < Layout.SIDE2; x += WIDE ? 5 : 2) {
                int at = pooledAt + (y * Layout.POOLED_SIDE1 + x) * LENGTH;
                int outAt = mapsAt + (y * Layout.SIDE2 + x) * LENGTH;
                if (WIDE) {
                    fourByFive(memory, at, biasAt, weightsAt, outAt);
                } else {
                    fourByTwo(memory, at, biasAt, weightsAt, outAt);
                }
            }
        }
    }

    private static void fourByFive(float[] memory, int inputAt, int biasAt, int weightsAt, int outAt) {
        FloatVector s00 = FloatVector.broadcast(SPECIES, memory[biasAt]);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s04 = s00;
        FloatVector s10 = FloatVector.broadcast(SPECIES, memory[biasAt + 1]);
        FloatVector s11 = s10;
        FloatVector s12 = s10;
        FloatVector s13 = s10;
        FloatVector s14 = s10;
        FloatVector s20 = FloatVector.broadcast(SPECIES, memory[biasAt + 2]);
        FloatVector s21 = s20;
        FloatVector s22 = s20;
        FloatVector s23 = s20;
        FloatVector s24 = s20;
        FloatVector s30 = FloatVector.broadcast(SPECIES, memory[biasAt + 3]);
        FloatVector s31 = s30;
        FloatVector s32 = s30;
        FloatVector s33 = s30;
        FloatVector s34 = s30;
        int at = inputAt;
        for (int tap = 0; tap < STEP.length; tap++) {
            int w = weightsAt + tap;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector x2 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 2 * LENGTH));
            FloatVector x3 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 3 * LENGTH));
            FloatVector x4 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + 4 * LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            s02 = x2.fma(w0, s02);
            s03 = x3.fma(w0, s03);
            s04 = x4.fma(w0, s04);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + Layout.FAN_IN2]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            s12 = x2.fma(w1, s12);
            s13 = x3.fma(w1, s13);
            s14 = x4.fma(w1, s14);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.FAN_IN2]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            s22 = x2.fma(w2, s22);
            s23 = x3.fma(w2, s23);
            s24 = x4.fma(w2, s24);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3 * Layout.FAN_IN2]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
            s32 = x2.fma(w3, s32);
            s33 = x3.fma(w3, s33);
            s34 = x4.fma(w3, s34);
            at += STEP[tap];
        }
        TYPE.cast(s00).intoArray(memory, outAt);
        TYPE.cast(s01).intoArray(memory, outAt + LENGTH);
        TYPE.cast(s02).intoArray(memory, outAt + 2 * LENGTH);
        TYPE.cast(s03).intoArray(memory, outAt + 3 * LENGTH);
        TYPE.cast(s04).intoArray(memory, outAt + 4 * LENGTH);
        TYPE.cast(s10).intoArray(memory, outAt + MAP);
        TYPE.cast(s11).intoArray(memory, outAt + MAP + LENGTH);
        TYPE.cast(s12).intoArray(memory, outAt + MAP + 2 * LENGTH);
        TYPE.cast(s13).intoArray(memory, outAt + MAP + 3 * LENGTH);
        TYPE.cast(s14).intoArray(memory, outAt + MAP + 4 * LENGTH);
        TYPE.cast(s20).intoArray(memory, outAt + 2 * MAP);
        TYPE.cast(s21).intoArray(memory, outAt + 2 * MAP + LENGTH);
        TYPE.cast(s22).intoArray(memory, outAt + 2 * MAP + 2 * LENGTH);
        TYPE.cast(s23).intoArray(memory, outAt + 2 * MAP + 3 * LENGTH);
        TYPE.cast(s24).intoArray(memory, outAt + 2 * MAP + 4 * LENGTH);
        TYPE.cast(s30).intoArray(memory, outAt + 3 * MAP);
        TYPE.cast(s31).intoArray(memory, outAt + 3 * MAP + LENGTH);
        TYPE.cast(s32).intoArray(memory, outAt + 3 * MAP + 2 * LENGTH);
        TYPE.cast(s33).intoArray(memory, outAt + 3 * MAP + 3 * LENGTH);
        TYPE.cast(s34).intoArray(memory, outAt + 3 * MAP + 4 * LENGTH);
    }

    private static void fourByTwo(float[] memory, int inputAt, int biasAt, int weightsAt, int outAt) {
        FloatVector s00 = FloatVector.broadcast(SPECIES, memory[biasAt]);
        FloatVector s01 = s00;
        FloatVector s10 = FloatVector.broadcast(SPECIES, memory[biasAt + 1]);
        FloatVector s11 = s10;
        FloatVector s20 = FloatVector.broadcast(SPECIES, memory[biasAt + 2]);
        FloatVector s21 = s20;
        FloatVector s30 = FloatVector.broadcast(SPECIES, memory[biasAt + 3]);
        FloatVector s31 = s30;
        int at = inputAt;
        for (int tap = 0; tap < STEP.length; tap++) {
            int w = weightsAt + tap;
            FloatVector x0 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector x1 = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector w0 = FloatVector.broadcast(SPECIES, memory[w]);
            s00 = x0.fma(w0, s00);
            s01 = x1.fma(w0, s01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, memory[w + Layout.FAN_IN2]);
            s10 = x0.fma(w1, s10);
            s11 = x1.fma(w1, s11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, memory[w + 2 * Layout.FAN_IN2]);
            s20 = x0.fma(w2, s20);
            s21 = x1.fma(w2, s21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, memory[w + 3 * Layout.FAN_IN2]);
            s30 = x0.fma(w3, s30);
            s31 = x1.fma(w3, s31);
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
    }
}
