package lenet.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static lenet.kernel.Lanes.INTS_TYPE;
import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** 2x2 pooling of two adjacent rows of a block, and its way back. */
final class VectorPooling {

    private VectorPooling() {}

    static void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        int below = width * LENGTH;
        for (int x = 0; x < width / 2; x++) {
            int at = rowsAt + 2 * x * LENGTH;
            FloatVector top = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at))
                    .add(TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + LENGTH)));
            at += below;
            FloatVector bottom = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at))
                    .add(TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + LENGTH)));
            top.add(bottom).mul(0.25f).intoArray(pooled, pooledAt + x * step);
        }
    }

    static void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        int below = width * LENGTH;
        for (int x = 0; x < width / 2; x++) {
            int at = rowsAt + 2 * x * LENGTH;
            FloatVector a = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at));
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + LENGTH));
            FloatVector c = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + below));
            FloatVector d = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + below + LENGTH));
            // The sign of a difference, spread over the bits, is a mask; x ^ ((x ^ y) & mask) is y where it is set,
            // else x.
            IntVector right = INTS_TYPE.cast(a.sub(b).reinterpretAsInts()).lanewise(ASHR, 31);
            IntVector aBits = INTS_TYPE.cast(a.reinterpretAsInts());
            IntVector top = aBits.lanewise(
                    XOR, aBits.lanewise(XOR, b.reinterpretAsInts()).and(right));
            IntVector lowerRight = INTS_TYPE.cast(c.sub(d).reinterpretAsInts()).lanewise(ASHR, 31);
            IntVector cBits = INTS_TYPE.cast(c.reinterpretAsInts());
            IntVector bottom = cBits.lanewise(
                    XOR, cBits.lanewise(XOR, d.reinterpretAsInts()).and(lowerRight));
            FloatVector difference = TYPE.cast(top.reinterpretAsFloats()).sub(bottom.reinterpretAsFloats());
            IntVector lower = INTS_TYPE.cast(difference.reinterpretAsInts()).lanewise(ASHR, 31);
            IntVector largest = top.lanewise(XOR, top.lanewise(XOR, bottom).and(lower));
            // A comparison hides a NaN; a sum does not.
            FloatVector sum = a.add(b).add(c).add(d);
            sum.fma(TYPE.cast(FloatVector.zero(SPECIES)), largest.reinterpretAsFloats())
                    .intoArray(pooled, pooledAt + x * step);
        }
    }

    static void select(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt) {
        int below = width * LENGTH;
        selectColumn(rows, rowsAt, width, derivative, derivativeAt);
        selectColumn(rows, rowsAt + below, width, derivative, derivativeAt + below);
        selectRow(rows, rowsAt, width, derivative, derivativeAt);
    }

    /** Of each two neighbours of a row, zeroes the derivative of the smaller. */
    private static void selectColumn(float[] row, int rowAt, int width, float[] derivative, int derivativeAt) {
        for (int x = 0; x < width; x += 2) {
            FloatVector a = TYPE.cast(FloatVector.fromArray(SPECIES, row, rowAt + x * LENGTH));
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, row, rowAt + (x + 1) * LENGTH));
            IntVector right = INTS_TYPE.cast(a.sub(b).reinterpretAsInts()).lanewise(ASHR, 31);
            int to = derivativeAt + x * LENGTH;
            FloatVector slopeA = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, to));
            FloatVector slopeB = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, to + LENGTH));
            IntVector keptA = INTS_TYPE.cast(slopeA.reinterpretAsInts()).and(right.not());
            IntVector keptB = INTS_TYPE.cast(slopeB.reinterpretAsInts()).and(right);
            TYPE.cast(keptA.reinterpretAsFloats()).intoArray(derivative, to);
            TYPE.cast(keptB.reinterpretAsFloats()).intoArray(derivative, to + LENGTH);
        }
    }

    /** Of the two rows of each window, zeroes the derivatives of the one whose largest is smaller. */
    private static void selectRow(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt) {
        int below = width * LENGTH;
        for (int x = 0; x < width; x += 2) {
            int at = rowsAt + x * LENGTH;
            FloatVector a = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at));
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + LENGTH));
            FloatVector c = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + below));
            FloatVector d = TYPE.cast(FloatVector.fromArray(SPECIES, rows, at + below + LENGTH));
            IntVector right = INTS_TYPE.cast(a.sub(b).reinterpretAsInts()).lanewise(ASHR, 31);
            IntVector aBits = INTS_TYPE.cast(a.reinterpretAsInts());
            IntVector top = aBits.lanewise(
                    XOR, aBits.lanewise(XOR, b.reinterpretAsInts()).and(right));
            IntVector lowerRight = INTS_TYPE.cast(c.sub(d).reinterpretAsInts()).lanewise(ASHR, 31);
            IntVector cBits = INTS_TYPE.cast(c.reinterpretAsInts());
            IntVector bottom = cBits.lanewise(
                    XOR, cBits.lanewise(XOR, d.reinterpretAsInts()).and(lowerRight));
            FloatVector difference = TYPE.cast(top.reinterpretAsFloats()).sub(bottom.reinterpretAsFloats());
            IntVector lower = INTS_TYPE.cast(difference.reinterpretAsInts()).lanewise(ASHR, 31);
            IntVector upper = lower.not();
            int to = derivativeAt + x * LENGTH;
            for (int column = 0; column < 2 * LENGTH; column += LENGTH) {
                FloatVector above = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, to + column));
                FloatVector under = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, to + below + column));
                IntVector keptAbove = INTS_TYPE.cast(above.reinterpretAsInts()).and(upper);
                IntVector keptUnder = INTS_TYPE.cast(under.reinterpretAsInts()).and(lower);
                TYPE.cast(keptAbove.reinterpretAsFloats()).intoArray(derivative, to + column);
                TYPE.cast(keptUnder.reinterpretAsFloats()).intoArray(derivative, to + below + column);
            }
        }
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
        FloatVector sum = TYPE.cast(FloatVector.fromArray(SPECIES, sums, sumsAt));
        for (int x = 0; x < width / 2; x++) {
            FloatVector window = TYPE.cast(FloatVector.fromArray(SPECIES, pooledDelta, pooledDeltaAt + x * step));
            int from = derivativeAt + 2 * x * LENGTH;
            int to = deltaAt + 2 * x * LENGTH;
            FloatVector a =
                    TYPE.cast(FloatVector.fromArray(SPECIES, derivative, from)).mul(window);
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, from + LENGTH))
                    .mul(window);
            FloatVector c = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, from + below))
                    .mul(window);
            FloatVector d = TYPE.cast(FloatVector.fromArray(SPECIES, derivative, from + below + LENGTH))
                    .mul(window);
            a.intoArray(delta, to);
            b.intoArray(delta, to + LENGTH);
            c.intoArray(delta, to + below);
            d.intoArray(delta, to + below + LENGTH);
            sum = a.add(b).add(c.add(d)).add(sum);
        }
        TYPE.cast(sum).intoArray(sums, sumsAt);
    }
}
