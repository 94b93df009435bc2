package lenetspark.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static lenetspark.kernel.Lanes.INTS_TYPE;
import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.SPECIES;
import static lenetspark.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** 2x2 pooling of two adjacent rows of a block, and its gradient. */
final class VectorPooling {

    private VectorPooling() {}

    static void averagePool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        for (int row = 0; row < windows.count(); row++) {
            int at = rowsAt + row * 2 * windows.width() * LENGTH;
            averagePoolRow(memory, at, windows.width(), pooledAt + row * windows.rowStep(), windows.step());
        }
    }

    private static void averagePoolRow(float[] memory, int rowsAt, int width, int pooledAt, int step) {
        int below = width * LENGTH;
        for (int x = 0; x < below; x += 2 * LENGTH) {
            int at = rowsAt + x;
            FloatVector top = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at))
                    .add(TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH)));
            at += below;
            FloatVector bottom = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at))
                    .add(TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH)));
            top.add(bottom).mul(0.25f).intoArray(memory, pooledAt);
            pooledAt += step;
        }
    }

    static void maxPool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        for (int row = 0; row < windows.count(); row++) {
            int at = rowsAt + row * 2 * windows.width() * LENGTH;
            maxPoolRow(memory, at, windows.width(), pooledAt + row * windows.rowStep(), windows.step());
        }
    }

    private static void maxPoolRow(float[] memory, int rowsAt, int width, int pooledAt, int step) {
        int below = width * LENGTH;
        for (int x = 0; x < below; x += 2 * LENGTH) {
            int at = rowsAt + x;
            FloatVector a = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector c = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + below));
            FloatVector d = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + below + LENGTH));
            // An arithmetic shift turns the sign of a difference into a mask. x ^ ((x ^ y) & mask) is y where the mask
            // is set, otherwise x.
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
            // The comparisons ignore NaN. Adding zero times the sum makes the result NaN if an operand is NaN.
            FloatVector sum = a.add(b).add(c).add(d);
            sum.fma(TYPE.cast(FloatVector.zero(SPECIES)), largest.reinterpretAsFloats())
                    .intoArray(memory, pooledAt);
            pooledAt += step;
        }
    }

    static void maskDerivatives(PoolingWindows windows, float[] memory, int rowsAt, int derivativeAt) {
        int width = windows.width();
        int below = width * LENGTH;
        for (int row = 0; row < windows.count(); row++) {
            int at = rowsAt + row * 2 * below;
            int to = derivativeAt + row * 2 * below;
            maskColumns(memory, at, width, to);
            maskColumns(memory, at + below, width, to + below);
            maskRows(memory, at, width, to);
        }
    }

    /** Sets the derivative of the smaller of two neighbors in a row to zero. */
    private static void maskColumns(float[] memory, int rowAt, int width, int derivativeAt) {
        for (int x = 0; x < width; x += 2) {
            FloatVector a = TYPE.cast(FloatVector.fromArray(SPECIES, memory, rowAt + x * LENGTH));
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, memory, rowAt + (x + 1) * LENGTH));
            IntVector right = INTS_TYPE.cast(a.sub(b).reinterpretAsInts()).lanewise(ASHR, 31);
            int to = derivativeAt + x * LENGTH;
            FloatVector slopeA = TYPE.cast(FloatVector.fromArray(SPECIES, memory, to));
            FloatVector slopeB = TYPE.cast(FloatVector.fromArray(SPECIES, memory, to + LENGTH));
            IntVector keptA = INTS_TYPE.cast(slopeA.reinterpretAsInts()).and(right.not());
            IntVector keptB = INTS_TYPE.cast(slopeB.reinterpretAsInts()).and(right);
            TYPE.cast(keptA.reinterpretAsFloats()).intoArray(memory, to);
            TYPE.cast(keptB.reinterpretAsFloats()).intoArray(memory, to + LENGTH);
        }
    }

    /** Sets the derivatives to zero in that row of each window whose maximum is smaller. */
    private static void maskRows(float[] memory, int rowsAt, int width, int derivativeAt) {
        int below = width * LENGTH;
        for (int x = 0; x < width; x += 2) {
            int at = rowsAt + x * LENGTH;
            FloatVector a = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at));
            FloatVector b = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + LENGTH));
            FloatVector c = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + below));
            FloatVector d = TYPE.cast(FloatVector.fromArray(SPECIES, memory, at + below + LENGTH));
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
                FloatVector above = TYPE.cast(FloatVector.fromArray(SPECIES, memory, to + column));
                FloatVector under = TYPE.cast(FloatVector.fromArray(SPECIES, memory, to + below + column));
                IntVector keptAbove = INTS_TYPE.cast(above.reinterpretAsInts()).and(upper);
                IntVector keptUnder = INTS_TYPE.cast(under.reinterpretAsInts()).and(lower);
                TYPE.cast(keptAbove.reinterpretAsFloats()).intoArray(memory, to + column);
                TYPE.cast(keptUnder.reinterpretAsFloats()).intoArray(memory, to + below + column);
            }
        }
    }

    static void unpool(
            PoolingWindows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt) {
        int below = windows.width() * LENGTH;
        for (int row = 0; row < windows.count(); row++) {
            int windowsAt = pooledDeltaAt + row * windows.rowStep();
            int sumAt = sumsAt + row / windows.pairs() * LENGTH;
            int at = row * 2 * below;
            unpoolRow(memory, windowsAt, windows.step(), derivativeAt + at, below, deltaAt + at, sumAt);
            at += below;
            unpoolRow(memory, windowsAt, windows.step(), derivativeAt + at, below, deltaAt + at, sumAt);
        }
    }

    /** Computes one of the two rows of the windows. */
    private static void unpoolRow(
            float[] memory, int windowsAt, int step, int derivativeAt, int length, int deltaAt, int sumAt) {
        FloatVector sum = TYPE.cast(FloatVector.fromArray(SPECIES, memory, sumAt));
        for (int x = 0; x < length; x += 2 * LENGTH) {
            FloatVector window = TYPE.cast(FloatVector.fromArray(SPECIES, memory, windowsAt));
            windowsAt += step;
            FloatVector left = TYPE.cast(FloatVector.fromArray(SPECIES, memory, derivativeAt + x))
                    .mul(window);
            FloatVector right = TYPE.cast(FloatVector.fromArray(SPECIES, memory, derivativeAt + x + LENGTH))
                    .mul(window);
            left.intoArray(memory, deltaAt + x);
            right.intoArray(memory, deltaAt + x + LENGTH);
            sum = TYPE.cast(sum).add(left.add(right));
        }
        TYPE.cast(sum).intoArray(memory, sumAt);
    }
}
