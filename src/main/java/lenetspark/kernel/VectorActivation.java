package lenetspark.kernel;

import static lenetspark.kernel.Lanes.INTS_TYPE;
import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.SPECIES;
import static lenetspark.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activation functions in place, with or without their derivatives. Limits are applied to the bits, as integers,
 * because minimum and maximum of floats in Java cost several instructions each. NaN stays NaN.
 *
 * <p>No method takes or returns a vector. Such a method is sometimes compiled before its caller, is then too large to
 * be inlined and boxes its result.
 */
final class VectorActivation {

    private static final int SIGN = 0x8000_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;

    private VectorActivation() {}

    /**
     * Computes x P(u) / Q(u) with u = x^2 up to 64: the minimax approximation on [-8, 8] with a relative error of
     * 1.5e-7 before rounding. Beyond 8 the numerator grows linearly with x; because the denominator is at least the
     * numerator, the quotient is one.
     */
    static void tanh(float[] memory, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector square = INTS_TYPE.cast(x.mul(x).reinterpretAsInts());
            FloatVector u = TYPE.cast(square.min(IntVector.broadcast(Lanes.INTS, TanhCoefficients.MAX_SQUARE_BITS))
                    .reinterpretAsFloats());
            FloatVector numerator = u.fma(TanhCoefficients.P3, TanhCoefficients.P2)
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.P1))
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.P0))
                    .mul(x);
            FloatVector denominator = u.fma(TanhCoefficients.Q4, TanhCoefficients.Q3)
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.Q2))
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.Q1))
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.Q0));
            IntVector least = INTS_TYPE.cast(numerator.reinterpretAsInts()).and(MAGNITUDE);
            IntVector divisor = INTS_TYPE.cast(denominator.reinterpretAsInts()).max(least);
            numerator.div(TYPE.cast(divisor.reinterpretAsFloats())).intoArray(memory, valuesAt + i);
        }
    }

    /** Computes {@link #tanh(float[], int, int)} and stores scale (1 - y^2). */
    static void tanh(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector square = INTS_TYPE.cast(x.mul(x).reinterpretAsInts());
            FloatVector u = TYPE.cast(square.min(IntVector.broadcast(Lanes.INTS, TanhCoefficients.MAX_SQUARE_BITS))
                    .reinterpretAsFloats());
            FloatVector numerator = u.fma(TanhCoefficients.P3, TanhCoefficients.P2)
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.P1))
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.P0))
                    .mul(x);
            FloatVector denominator = u.fma(TanhCoefficients.Q4, TanhCoefficients.Q3)
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.Q2))
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.Q1))
                    .fma(u, FloatVector.broadcast(SPECIES, TanhCoefficients.Q0));
            IntVector least = INTS_TYPE.cast(numerator.reinterpretAsInts()).and(MAGNITUDE);
            IntVector divisor = INTS_TYPE.cast(denominator.reinterpretAsInts()).max(least);
            FloatVector y = numerator.div(TYPE.cast(divisor.reinterpretAsFloats()));
            y.intoArray(memory, valuesAt + i);
            y.mul(-scale).fma(y, FloatVector.broadcast(SPECIES, scale)).intoArray(memory, derivativeAt + i);
        }
    }

    /** Computes the amplitude times 1 - 1 / d with d = 1 + |y| + y^2 + q y^4 and y = 2x / 3, with the sign of y. */
    static void scaledTanh(float[] memory, int valuesAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            FloatVector y = x.mul(2f / 3);
            IntVector bits = INTS_TYPE.cast(y.reinterpretAsInts());
            FloatVector magnitude = TYPE.cast(bits.and(MAGNITUDE).reinterpretAsFloats());
            FloatVector square = y.mul(y);
            FloatVector sum = square.fma(TanhCoefficients.QUARTIC, 1).fma(square, magnitude.add(1));
            FloatVector one = TYPE.cast(FloatVector.broadcast(SPECIES, 1));
            FloatVector size = one.sub(one.div(sum)).mul(TanhCoefficients.AMPLITUDE);
            IntVector signed = INTS_TYPE.cast(size.reinterpretAsInts()).or(bits.and(SIGN));
            TYPE.cast(signed.reinterpretAsFloats()).intoArray(memory, valuesAt + i);
        }
    }

    /** Computes {@link #scaledTanh(float[], int, int)} and stores scale times its derivative. */
    static void scaledTanh(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        float slope = scale * TanhCoefficients.AMPLITUDE * 2 / 3;
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            FloatVector y = x.mul(2f / 3);
            IntVector bits = INTS_TYPE.cast(y.reinterpretAsInts());
            FloatVector magnitude = TYPE.cast(bits.and(MAGNITUDE).reinterpretAsFloats());
            FloatVector square = y.mul(y);
            FloatVector sum = square.fma(TanhCoefficients.QUARTIC, 1).fma(square, magnitude.add(1));
            FloatVector one = TYPE.cast(FloatVector.broadcast(SPECIES, 1));
            FloatVector inverse = one.div(sum);
            FloatVector size = one.sub(inverse).mul(TanhCoefficients.AMPLITUDE);
            IntVector signed = INTS_TYPE.cast(size.reinterpretAsInts()).or(bits.and(SIGN));
            TYPE.cast(signed.reinterpretAsFloats()).intoArray(memory, valuesAt + i);
            FloatVector rise =
                    square.fma(4 * TanhCoefficients.QUARTIC, 2).mul(magnitude).add(1);
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

    /** Computes {@link #relu(float[], int, int)} and stores scale where the value is positive, otherwise zero. */
    static void relu(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        int one = Float.floatToRawIntBits(scale);
        for (int i = 0; i < length; i += LENGTH) {
            FloatVector x = TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i));
            IntVector magnitude = INTS_TYPE.cast(x.reinterpretAsInts()).and(MAGNITUDE);
            FloatVector y = TYPE.cast(magnitude.reinterpretAsFloats()).add(x).mul(0.5f);
            y.intoArray(memory, valuesAt + i);
            // The bits of a positive float, negated, are a negative integer; an arithmetic shift turns its sign into a
            // mask.
            IntVector bits = INTS_TYPE.cast(IntVector.zero(Lanes.INTS)).sub(y.reinterpretAsInts());
            IntVector mask = bits.lanewise(VectorOperators.ASHR, 31);
            TYPE.cast(mask.and(one).reinterpretAsFloats()).intoArray(memory, derivativeAt + i);
        }
    }
}
