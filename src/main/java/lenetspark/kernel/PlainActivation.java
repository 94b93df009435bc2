package lenetspark.kernel;

/**
 * Activation functions of the plain layers, in strips that fit in the first-level cache and in passes that C2
 * vectorizes.
 */
final class PlainActivation {

    private static final int STRIP = 1024;

    private final KernelActivation function;
    private final float[] value = new float[STRIP];
    private final float[] slope = new float[STRIP];
    private final float[] square = new float[STRIP];
    private final float[] numerator = new float[STRIP];
    private final float[] denominator = new float[STRIP];

    PlainActivation(KernelActivation function) {
        this.function = function;
    }

    void apply(float[] memory, int valuesAt, int length) {
        for (int from = 0; from < length; from += STRIP) {
            int strip = Math.min(STRIP, length - from);
            System.arraycopy(memory, valuesAt + from, value, 0, strip);
            activate(strip);
            System.arraycopy(value, 0, memory, valuesAt + from, strip);
        }
    }

    void apply(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        for (int from = 0; from < length; from += STRIP) {
            int strip = Math.min(STRIP, length - from);
            System.arraycopy(memory, valuesAt + from, value, 0, strip);
            activate(strip);
            switch (function) {
                case TANH -> tanhSlope(strip, scale);
                case SCALED_TANH -> scaledTanhSlope(strip, scale);
                case RELU -> reluSlope(strip, scale);
            }
            System.arraycopy(value, 0, memory, valuesAt + from, strip);
            System.arraycopy(slope, 0, memory, derivativeAt + from, strip);
        }
    }

    private void activate(int length) {
        switch (function) {
            case TANH -> tanh(length);
            case SCALED_TANH -> scaledTanh(length);
            case RELU -> relu(length);
        }
    }

    /** Uses the same approximation as {@link VectorActivation}. */
    private void tanh(int length) {
        for (int i = 0; i < length; i++) {
            square[i] = Math.min(value[i] * value[i], 64f);
        }
        for (int i = 0; i < length; i++) {
            float u = square[i];
            float p = Math.fma(
                    Math.fma(Math.fma(TanhCoefficients.P3, u, TanhCoefficients.P2), u, TanhCoefficients.P1),
                    u,
                    TanhCoefficients.P0);
            numerator[i] = p * value[i];
        }
        for (int i = 0; i < length; i++) {
            float u = square[i];
            float high = Math.fma(Math.fma(TanhCoefficients.Q4, u, TanhCoefficients.Q3), u, TanhCoefficients.Q2);
            denominator[i] = Math.fma(Math.fma(high, u, TanhCoefficients.Q1), u, TanhCoefficients.Q0);
        }
        for (int i = 0; i < length; i++) {
            value[i] = numerator[i] / Math.max(denominator[i], Math.abs(numerator[i]));
        }
    }

    private void tanhSlope(int length, float scale) {
        for (int i = 0; i < length; i++) {
            slope[i] = Math.fma(-scale * value[i], value[i], scale);
        }
    }

    // With 1 - 1/d = (d - 1) / d, the sign needs no separate copy: y (1 + |y| + q |y|^3) / d, which is one from |y| =
    // 100.
    private void scaledTanh(int length) {
        for (int i = 0; i < length; i++) {
            square[i] = Math.max(-1e6f, Math.min(1e6f, value[i] * (2f / 3)));
        }
        for (int i = 0; i < length; i++) {
            float y = Math.abs(square[i]);
            numerator[i] = Math.fma(TanhCoefficients.QUARTIC * y * y, y, 1 + y);
        }
        for (int i = 0; i < length; i++) {
            denominator[i] = Math.fma(numerator[i], Math.abs(square[i]), 1);
        }
        for (int i = 0; i < length; i++) {
            value[i] = TanhCoefficients.AMPLITUDE * square[i] * numerator[i] / denominator[i];
        }
    }

    /** Computes the derivative from the values that {@link #scaledTanh} stored in the strips. */
    private void scaledTanhSlope(int length, float scale) {
        float amplitude = scale * TanhCoefficients.AMPLITUDE * 2 / 3;
        for (int i = 0; i < length; i++) {
            float y = Math.abs(square[i]);
            numerator[i] = Math.fma(Math.fma(4 * TanhCoefficients.QUARTIC * y, y, 2), y, 1) / denominator[i];
        }
        for (int i = 0; i < length; i++) {
            slope[i] = amplitude * numerator[i] / denominator[i];
        }
    }

    private void relu(int length) {
        for (int i = 0; i < length; i++) {
            value[i] = Math.max(value[i], 0f);
        }
    }

    // C2 does not vectorize a conditional. The scaling makes every positive value, even 1e-45, larger than one.
    private void reluSlope(int length, float scale) {
        for (int i = 0; i < length; i++) {
            slope[i] = scale * Math.min(1f, value[i] * 1e30f * 1e30f);
        }
    }
}
