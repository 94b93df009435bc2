package lenet.kernel;

/** Activation functions for the plain layers, in strips that stay in the first-level cache and passes that C2 vectorises. */
final class PlainActivation {

    private static final int STRIP = 1024;

    private final ActivationFunction function;
    private final float[] square = new float[STRIP];
    private final float[] numerator = new float[STRIP];
    private final float[] denominator = new float[STRIP];

    PlainActivation(ActivationFunction function) {
        this.function = function;
    }

    void apply(float[] values, int valuesAt, int length) {
        for (int from = 0; from < length; from += STRIP) {
            value(values, valuesAt + from, Math.min(STRIP, length - from));
        }
    }

    void apply(float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt) {
        for (int from = 0; from < length; from += STRIP) {
            int strip = Math.min(STRIP, length - from);
            value(values, valuesAt + from, strip);
            switch (function) {
                case TANH -> tanhSlope(values, valuesAt + from, strip, scale, derivative, derivativeAt + from);
                case SCALED_TANH -> scaledTanhSlope(strip, scale, derivative, derivativeAt + from);
                case RELU -> reluSlope(values, valuesAt + from, strip, scale, derivative, derivativeAt + from);
            }
        }
    }

    private void value(float[] values, int at, int length) {
        switch (function) {
            case TANH -> tanh(values, at, length);
            case SCALED_TANH -> scaledTanh(values, at, length);
            case RELU -> relu(values, at, length);
        }
    }

    /** The same approximation as {@link VectorActivation}'s. */
    private void tanh(float[] values, int at, int length) {
        for (int i = 0; i < length; i++) {
            square[i] = Math.min(values[at + i] * values[at + i], 64f);
        }
        for (int i = 0; i < length; i++) {
            float u = square[i];
            float p = Math.fma(Math.fma(Math.fma(Rational.P3, u, Rational.P2), u, Rational.P1), u, Rational.P0);
            numerator[i] = p * values[at + i];
        }
        for (int i = 0; i < length; i++) {
            float u = square[i];
            float high = Math.fma(Math.fma(Rational.Q4, u, Rational.Q3), u, Rational.Q2);
            denominator[i] = Math.fma(Math.fma(high, u, Rational.Q1), u, Rational.Q0);
        }
        for (int i = 0; i < length; i++) {
            values[at + i] = numerator[i] / Math.max(denominator[i], Math.abs(numerator[i]));
        }
    }

    private static void tanhSlope(float[] y, int at, int length, float scale, float[] slope, int slopeAt) {
        for (int i = 0; i < length; i++) {
            slope[slopeAt + i] = Math.fma(-scale * y[at + i], y[at + i], scale);
        }
    }

    // With 1 - 1/d = (d - 1) / d the sign needs no copying: y (1 + |y| + q |y|^3) / d, which is one from |y| = 100 on.
    private void scaledTanh(float[] values, int at, int length) {
        for (int i = 0; i < length; i++) {
            square[i] = Math.max(-1e6f, Math.min(1e6f, values[at + i] * (2f / 3)));
        }
        for (int i = 0; i < length; i++) {
            float y = Math.abs(square[i]);
            numerator[i] = Math.fma(Rational.QUARTIC * y * y, y, 1 + y);
        }
        for (int i = 0; i < length; i++) {
            denominator[i] = Math.fma(numerator[i], Math.abs(square[i]), 1);
        }
        for (int i = 0; i < length; i++) {
            values[at + i] = Rational.AMPLITUDE * square[i] * numerator[i] / denominator[i];
        }
    }

    /** From what {@link #scaledTanh} left in the strips. */
    private void scaledTanhSlope(int length, float scale, float[] slope, int slopeAt) {
        float amplitude = scale * Rational.AMPLITUDE * 2 / 3;
        for (int i = 0; i < length; i++) {
            float y = Math.abs(square[i]);
            numerator[i] = Math.fma(Math.fma(4 * Rational.QUARTIC * y, y, 2), y, 1) / denominator[i];
        }
        for (int i = 0; i < length; i++) {
            slope[slopeAt + i] = amplitude * numerator[i] / denominator[i];
        }
    }

    private static void relu(float[] values, int at, int length) {
        for (int i = 0; i < length; i++) {
            values[at + i] = Math.max(values[at + i], 0f);
        }
    }

    // No conditional, which C2 would not vectorise: whatever is positive, even 1e-45, is above one after this scaling.
    private static void reluSlope(float[] y, int at, int length, float scale, float[] slope, int slopeAt) {
        for (int i = 0; i < length; i++) {
            slope[slopeAt + i] = scale * Math.min(1f, y[at + i] * 1e30f * 1e30f);
        }
    }
}
