package lenet.kernel;

/** How a 2x2 window of a feature map, stride 2, becomes one value. */
public enum Pooling {
    /** The mean of the four, without the trainable coefficient and bias of the LeNet-5 paper. */
    AVERAGE,

    /** The largest of the four. Of several equal ones the first in row-major order takes the gradient. */
    MAX
}
