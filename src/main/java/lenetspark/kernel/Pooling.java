package lenetspark.kernel;

/** Pooling of the 2x2 windows of a feature map with stride 2. */
public enum Pooling {
    /** Mean of the four values, without the trainable coefficient and bias of the LeNet-5 paper. */
    AVERAGE,

    /** Maximum of the four values. The first of equal maxima in row-major order receives the gradient. */
    MAX
}
