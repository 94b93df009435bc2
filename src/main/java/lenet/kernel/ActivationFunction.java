package lenet.kernel;

/** What follows each of the first four weight layers. The derivative at a point is the one backpropagation uses. */
public enum ActivationFunction {
    /** Hyperbolic tangent, to within 5e-7. */
    TANH,

    /**
     * 1.7159 tanh(2x/3) of the LeNet-5 paper (LeCun et al. 1998, appendix A), with tanh(y) in the rational form
     * sign(y) (1 - 1 / (1 + |y| + y^2 + 1.41645 y^4)): DL4J's {@code RATIONALTANH}, and its derivative.
     */
    SCALED_TANH,

    /** max(0, x), with derivative zero at zero. */
    RELU
}
