package lenetspark.kernel;

/**
 * Coefficients of the rational approximations of the hyperbolic tangent: {@link KernelActivation#TANH} is x P(u) /
 * Q(u) with u = x^2.
 */
final class TanhCoefficients {

    /** Bits of the float 64, the largest u. */
    static final int MAX_SQUARE_BITS = 0x4280_0000;

    static final float P0 = 0.9999998807907104f;
    static final float P1 = 0.12925662100315094f;
    static final float P2 = 0.0029510229360312223f;
    static final float P3 = 1.1428415746195242e-5f;
    static final float Q0 = 1;
    static final float Q1 = 0.4625887870788574f;
    static final float Q2 = 0.02381555177271366f;
    static final float Q3 = 2.3866906121838838e-4f;
    static final float Q4 = 2.459208303662308e-7f;

    /**
     * Amplitude of {@link KernelActivation#SCALED_TANH}; {@link #QUARTIC} is the coefficient of y^4 in its
     * denominator.
     */
    static final float AMPLITUDE = 1.7159f;

    static final float QUARTIC = 1.41645f;

    private TanhCoefficients() {}
}
