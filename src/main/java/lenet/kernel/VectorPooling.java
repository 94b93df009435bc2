package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** 2x2 pooling of two adjacent rows of a block, and its way back. */
final class VectorPooling {

    private VectorPooling() {}

    static void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        int below = width * LENGTH;
        for (int x = 0; x < width / 2; x++) {
            int at = rowsAt + 2 * x * LENGTH;
            FloatVector top =
                    FloatVector.fromArray(SPECIES, rows, at).add(FloatVector.fromArray(SPECIES, rows, at + LENGTH));
            at += below;
            FloatVector bottom =
                    FloatVector.fromArray(SPECIES, rows, at).add(FloatVector.fromArray(SPECIES, rows, at + LENGTH));
            top.add(bottom).mul(0.25f).intoArray(pooled, pooledAt + x * step);
        }
    }

    static void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        int below = width * LENGTH;
        for (int x = 0; x < width / 2; x++) {
            int at = rowsAt + 2 * x * LENGTH;
            FloatVector a = FloatVector.fromArray(SPECIES, rows, at);
            FloatVector b = FloatVector.fromArray(SPECIES, rows, at + LENGTH);
            FloatVector c = FloatVector.fromArray(SPECIES, rows, at + below);
            FloatVector d = FloatVector.fromArray(SPECIES, rows, at + below + LENGTH);
            FloatVector largest = larger(larger(a, b), larger(c, d));
            // A comparison hides a NaN; a sum does not.
            FloatVector sum = a.add(b).add(c).add(d);
            sum.fma(FloatVector.zero(SPECIES), largest).intoArray(pooled, pooledAt + x * step);
        }
    }

    static void select(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt) {
        int below = width * LENGTH;
        for (int x = 0; x < width / 2; x++) {
            int at = 2 * x * LENGTH;
            FloatVector a = FloatVector.fromArray(SPECIES, rows, rowsAt + at);
            FloatVector b = FloatVector.fromArray(SPECIES, rows, rowsAt + at + LENGTH);
            FloatVector c = FloatVector.fromArray(SPECIES, rows, rowsAt + at + below);
            FloatVector d = FloatVector.fromArray(SPECIES, rows, rowsAt + at + below + LENGTH);
            IntVector right = less(a, b);
            IntVector lowerRight = less(c, d);
            IntVector lower = less(larger(a, b), larger(c, d));
            int to = derivativeAt + at;
            keep(derivative, to, right.or(lower).not());
            keep(derivative, to + LENGTH, right.and(lower.not()));
            keep(derivative, to + below, lower.and(lowerRight.not()));
            keep(derivative, to + below + LENGTH, lower.and(lowerRight));
        }
    }

    private static void keep(float[] derivative, int at, IntVector mask) {
        FloatVector.fromArray(SPECIES, derivative, at)
                .reinterpretAsInts()
                .and(mask)
                .reinterpretAsFloats()
                .intoArray(derivative, at);
    }

    /** All bits set where a is less than b. */
    private static IntVector less(FloatVector a, FloatVector b) {
        return a.sub(b).reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
    }

    private static FloatVector larger(FloatVector a, FloatVector b) {
        IntVector less = less(a, b);
        IntVector kept = a.reinterpretAsInts().and(less.not());
        return kept.or(b.reinterpretAsInts().and(less)).reinterpretAsFloats();
    }

    static void unpool(
            float[] pooledDelta,
            int pooledDeltaAt,
            int step,
            float[] derivative,
            int derivativeAt,
            int width,
            float[] delta,
            int deltaAt,
            float[] sums,
            int sumsAt) {
        int below = width * LENGTH;
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt);
        for (int x = 0; x < width / 2; x++) {
            FloatVector window = FloatVector.fromArray(SPECIES, pooledDelta, pooledDeltaAt + x * step);
            int from = derivativeAt + 2 * x * LENGTH;
            int to = deltaAt + 2 * x * LENGTH;
            FloatVector a = FloatVector.fromArray(SPECIES, derivative, from).mul(window);
            FloatVector b =
                    FloatVector.fromArray(SPECIES, derivative, from + LENGTH).mul(window);
            FloatVector c =
                    FloatVector.fromArray(SPECIES, derivative, from + below).mul(window);
            FloatVector d = FloatVector.fromArray(SPECIES, derivative, from + below + LENGTH)
                    .mul(window);
            a.intoArray(delta, to);
            b.intoArray(delta, to + LENGTH);
            c.intoArray(delta, to + below);
            d.intoArray(delta, to + below + LENGTH);
            sum = sum.add(a.add(b).add(c.add(d)));
        }
        sum.intoArray(sums, sumsAt);
    }
}
