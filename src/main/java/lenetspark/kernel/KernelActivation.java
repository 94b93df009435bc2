package lenetspark.kernel;

/**
 * Activation function after each of the first four weight layers. Its derivative is the one that backpropagation uses.
 */
public enum KernelActivation {
    /** Hyperbolic tangent with an absolute error below 5e-7. */
    TANH,

    /**
     * 1.7159 tanh(2x/3) of the LeNet-5 paper (LeCun et al. 1998, appendix A). tanh(y) is approximated by sign(y) (1 -
     * 1 / (1 + |y| + y^2 + 1.41645 y^4)), as in DL4J's {@code RATIONALTANH}, and the derivative is that of the
     * approximation.
     */
    SCALED_TANH,

    /** max(0, x); the derivative at zero is zero. */
    RELU
}
