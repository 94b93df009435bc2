package lenetspark.data;

import java.io.Serializable;

/**
 * Converts a stored example of unsigned bytes to an input of the network. The conversion runs on the executor when a
 * minibatch is assembled. It is a pure function: the same bytes give the same floats in every task.
 */
public interface InputTransform extends Serializable {

    /** Returns the shape of one input of the network without the minibatch dimension, such as {@code [1, 32, 32]}. */
    int[] outputShape();

    /** Returns the input value of the background, with which augmentation fills the area outside the image. */
    default float background() {
        return 0;
    }

    /** Returns the number of floats in one input of the network. */
    default int outputLength() {
        int length = 1;
        for (int dimension : outputShape()) {
            length *= dimension;
        }
        return length;
    }

    /**
     * Converts one example.
     *
     * @param source unsigned bytes, row-major
     * @param sourceOffset index of the example's first byte
     * @param target receives {@link #outputLength()} floats, row-major
     * @param targetOffset index of the first float to write
     */
    void apply(byte[] source, int sourceOffset, float[] target, int targetOffset);
}
