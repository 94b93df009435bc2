package lenetspark.data;

import java.io.Serializable;

/**
 * Turns a stored example of unsigned bytes into a network's input, on the executor, when its minibatch is assembled.
 * Pure: the same bytes give the same floats, whichever task asks.
 */
public interface InputTransform extends Serializable {

    /** Shape of one example of the network's input, without the minibatch dimension: {@code [1, 32, 32]}. */
    int[] outputShape();

    /** What the network sees where there is no image: a distorted image is surrounded by it. */
    default float background() {
        return 0;
    }

    /** Number of floats in one example of the network's input. */
    default int outputLength() {
        int length = 1;
        for (int dimension : outputShape()) {
            length *= dimension;
        }
        return length;
    }

    /**
     * Writes one example.
     *
     * @param source unsigned bytes, row-major
     * @param sourceOffset index of the example's first byte
     * @param target receives {@link #outputLength()} floats, row-major
     * @param targetOffset index of the first float to write
     */
    void apply(byte[] source, int sourceOffset, float[] target, int targetOffset);
}
