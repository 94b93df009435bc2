package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activation functions, in place, with or without their derivative. Limits are taken on the bits, as integers: Java's
 * minimum and maximum of floats cost several instructions each. A NaN stays a NaN.
 */
final class VectorActivation {

    private static final int SIGN = 0x8000_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;

    private VectorActivation() {}

    /**
     * x P(u) / Q(u) with u = x^2 up to 64: the minimax fit on [-8, 8], 1.5e-7 relative before rounding. Beyond that the
     * numerator grows with x alone, and a denominator never below it makes the quotient one.
     *
     * <p>All in one loop: a method that returns a vector is at times compiled before its caller, is then too large to be
     * inlined into it, and boxes every result.
     */
    static void tanh(float[] values, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, valuesAt + i);
            FloatVector u = x.mul(x)
                    .reinterpretAsInts()
                    .min(IntVector.broadcast(Lanes.INTS, Rational.LIMIT))
                    .reinterpretAsFloats();
            FloatVector numerator = u.fma(Rational.P3, Rational.P2)
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.P1))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.P0))
                    .mul(x);
            FloatVector denominator = u.fma(Rational.Q4, Rational.Q3)
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q2))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q1))
                    .fma(u, FloatVector.broadcast(SPECIES, Rational.Q0));
            IntVector least = numerator.reinterpretAsInts().and(MAGNITUDE);
            numerator
                    .div(denominator.reinterpretAsInts().max(least).reinterpretAsFloats())
                    .intoArray(values, valuesAt + i);
        }
    }

    static void tanh(float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt) {
        tanh(values, valuesAt, length);
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector y = FloatVector.fromArray(SPECIES, values, valuesAt + i);
            y.mul(-scale).fma(y, FloatVector.broadcast(SPECIES, scale)).intoArray(derivative, derivativeAt + i);
        }
    }

    static void scaledTanh(float[] values, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, valuesAt + i);
            FloatVector y = x.mul(2f / 3);
            scaledTanh(y, inverse(y)).intoArray(values, valuesAt + i);
        }
    }

    static void scaledTanh(
            float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt) {
        float slope = scale * Rational.AMPLITUDE * 2 / 3;
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, valuesAt + i);
            FloatVector y = x.mul(2f / 3);
            FloatVector inverse = inverse(y);
            scaledTanh(y, inverse).intoArray(values, valuesAt + i);
            FloatVector rise =
                    y.mul(y).fma(4 * Rational.QUARTIC, 2).mul(magnitude(y)).add(1);
            rise.mul(inverse).mul(inverse).mul(slope).intoArray(derivative, derivativeAt + i);
        }
    }

    private static FloatVector magnitude(FloatVector y) {
        return y.reinterpretAsInts().and(MAGNITUDE).reinterpretAsFloats();
    }

    private static FloatVector inverse(FloatVector y) {
        FloatVector square = y.mul(y);
        FloatVector sum =
                square.fma(Rational.QUARTIC, 1).fma(square, magnitude(y).add(1));
        return FloatVector.broadcast(SPECIES, 1).div(sum);
    }

    private static FloatVector scaledTanh(FloatVector y, FloatVector inverse) {
        FloatVector size = FloatVector.broadcast(SPECIES, 1).sub(inverse).mul(Rational.AMPLITUDE);
        IntVector sign = y.reinterpretAsInts().and(SIGN);
        return size.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static void relu(float[] values, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            relu(FloatVector.fromArray(SPECIES, values, valuesAt + i)).intoArray(values, valuesAt + i);
        }
    }

    static void relu(float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt) {
        int one = Float.floatToRawIntBits(scale);
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector y = relu(FloatVector.fromArray(SPECIES, values, valuesAt + i));
            y.intoArray(values, valuesAt + i);
            // Minus the bits of a positive float is negative: its sign, spread, is the mask.
            IntVector bits = IntVector.zero(Lanes.INTS).sub(y.reinterpretAsInts());
            bits.lanewise(VectorOperators.ASHR, 31)
                    .and(one)
                    .reinterpretAsFloats()
                    .intoArray(derivative, derivativeAt + i);
        }
    }

    private static FloatVector relu(FloatVector x) {
        return magnitude(x).add(x).mul(0.5f);
    }
}
