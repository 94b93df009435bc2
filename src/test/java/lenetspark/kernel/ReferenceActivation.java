package lenetspark.kernel;

/** Activation functions by their definitions. */
final class ReferenceActivation {

    private ReferenceActivation() {}

    static double value(KernelActivation function, double x) {
        return switch (function) {
            case TANH -> Math.tanh(x);
            case SCALED_TANH -> 1.7159 * Math.signum(x) * (1 - 1 / denominator(2 * x / 3));
            case RELU -> Math.max(0, x);
        };
    }

    static double derivative(KernelActivation function, double x) {
        return switch (function) {
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
            case SCALED_TANH -> {
                double y = 2 * x / 3;
                double rise = 1 + Math.signum(y) * (2 * y + 4 * 1.41645 * y * y * y);
                yield 1.7159 * 2 / 3 * rise / (denominator(y) * denominator(y));
            }
            case RELU -> x > 0 ? 1 : 0;
        };
    }

    private static double denominator(double y) {
        return 1 + Math.abs(y) + y * y + 1.41645 * Math.pow(y, 4);
    }
}
