package lenet.kernel;

import static lenet.kernel.Lanes.INTS_TYPE;
import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activation functions, in place, with or without their derivative. Limits are taken on the bits, as integers: Java's
 * minimum and maximum of floats cost several instructions each. A NaN stays a NaN.
 *
 * <p>No method here takes or returns a vector: one that does is at times compiled before its caller, is then too large to
 * be inlined into it, and boxes every result.
 */
final class VectorActivation {

    private static final int SIGN = 0x8000_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;

    private VectorActivation() {}

    /**
     * x P(u) / Q(u) with u = x^2 up to 64: the minimax fit on [-8, 8], 1.5e-7 relative before rounding. Beyond that the
     * numerator grows with x alone, and a denominator never below it makes the quotient one.
     */
    static void tanh(float[] memory, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector square = INTS_TYPE.cast(x.mul(x).reinterpretAsInts());
            FloatVector u = TYPE.cast(
                    square.min(IntVector.broadcast(Lanes.INTS, Rational.LIMIT)).reinterpretAsFloats());
            FloatVector numerator = u.fma(Rational.P3, Rational.P2)
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.P1))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.P0))
                    .mul(x);
            FloatVector denominator = u.fma(Rational.Q4, Rational.Q3)
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q2))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q1))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q0));
            IntVector least = INTS_TYPE.cast(numerator.reinterpretAsInts()).and(MAGNITUDE);
            IntVector divisor = INTS_TYPE.cast(denominator.reinterpretAsInts()).max(least);
            numerator.div(TYPE.cast(divisor.reinterpretAsFloats())).intoArray(memory, valuesAt + i);
        }
    }

    /** As {@link #tanh(float[], int, int)}, and scale (1 - y^2). */
    static void tanh(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector square = INTS_TYPE.cast(x.mul(x).reinterpretAsInts());
            FloatVector u = TYPE.cast(
                    square.min(IntVector.broadcast(Lanes.INTS, Rational.LIMIT)).reinterpretAsFloats());
            FloatVector numerator = u.fma(Rational.P3, Rational.P2)
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.P1))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.P0))
                    .mul(x);
            FloatVector denominator = u.fma(Rational.Q4, Rational.Q3)
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q2))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q1))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q0));
            IntVector least = INTS_TYPE.cast(numerator.reinterpretAsInts()).and(MAGNITUDE);
            IntVector divisor = INTS_TYPE.cast(denominator.reinterpretAsInts()).max(least);
            FloatVector y = numerator.div(TYPE.cast(divisor.reinterpretAsFloats()));
            y.intoArray(memory, valuesAt + i);
            y.mul(-scale).fma(y, FloatVector.broadcast(SPECIES, scale)).intoArray(memory, derivativeAt + i);
        }
    }

    /** The amplitude times 1 - 1 / d with d = 1 + |y| + y^2 + q y^4 and y = 2x / 3, with the sign of y. */
    static void scaledTanh(float[] memory, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            FloatVector y = x.mul(2f / 3);
            IntVector bits = INTS_TYPE.cast(y.reinterpretAsInts());
            FloatVector magnitude = TYPE.cast(bits.and(MAGNITUDE).reinterpretAsFloats());
            FloatVector square = y.mul(y);
            FloatVector sum = square.fma(Rational.QUARTIC, 1).fma(square, magnitude.add(1));
            FloatVector one = TYPE.cast(FloatVector.broadcast(SPECIES, 1));
            FloatVector size = one.sub(one.div(sum)).mul(Rational.AMPLITUDE);
            IntVector signed = INTS_TYPE.cast(size.reinterpretAsInts()).or(bits.and(SIGN));
            TYPE.cast(signed.reinterpretAsFloats()).intoArray(memory, valuesAt + i);
        }
    }

    /** As {@link #scaledTanh(float[], int, int)}, and scale times its derivative. */
    static void scaledTanh(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        float slope = scale * Rational.AMPLITUDE * 2 / 3;
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            FloatVector y = x.mul(2f / 3);
            IntVector bits = INTS_TYPE.cast(y.reinterpretAsInts());
            FloatVector magnitude = TYPE.cast(bits.and(MAGNITUDE).reinterpretAsFloats());
            FloatVector square = y.mul(y);
            FloatVector sum = square.fma(Rational.QUARTIC, 1).fma(square, magnitude.add(1));
            FloatVector one = TYPE.cast(FloatVector.broadcast(SPECIES, 1));
            FloatVector inverse = one.div(sum);
            FloatVector size = one.sub(inverse).mul(Rational.AMPLITUDE);
            IntVector signed = INTS_TYPE.cast(size.reinterpretAsInts()).or(bits.and(SIGN));
            TYPE.cast(signed.reinterpretAsFloats()).intoArray(memory, valuesAt + i);
            FloatVector rise =
                    square.fma(4 * Rational.QUARTIC, 2).mul(magnitude).add(1);
            rise.mul(inverse).mul(inverse).mul(slope).intoArray(memory, derivativeAt + i);
        }
    }

    static void relu(float[] memory, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector magnitude = INTS_TYPE.cast(x.reinterpretAsInts()).and(MAGNITUDE);
            TYPE.cast(magnitude.reinterpretAsFloats()).add(x).mul(0.5f).intoArray(memory, valuesAt + i);
        }
    }

    /** As {@link #relu(float[], int, int)}, and scale where the value is positive. */
    static void relu(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        int one = Float.floatToRawIntBits(scale);
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector magnitude = INTS_TYPE.cast(x.reinterpretAsInts()).and(MAGNITUDE);
            FloatVector y = TYPE.cast(magnitude.reinterpretAsFloats()).add(x).mul(0.5f);
            y.intoArray(memory, valuesAt + i);
            // Minus the bits of a positive float is negative: its sign, spread, is the mask.
            IntVector bits = INTS_TYPE.cast(IntVector.zero(Lanes.INTS)).sub(y.reinterpretAsInts());
            IntVector mask = bits.lanewise(VectorOperators.ASHR, 31);
            TYPE.cast(mask.and(one).reinterpretAsFloats()).intoArray(memory, derivativeAt + i);
        }
    }
}
