package lenetspark.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Weights or biases of a layer.
 *
 * @param name name in PyTorch notation, such as {@code conv1.weight}
 * @param shape shape {@code [outputs, inputs, height, width]}, {@code [outputs, inputs]} or {@code [outputs]}
 * @param values values in row-major order
 */
record Tensor(String name, int[] shape, float[] values) {

    /** Returns the values as 32-bit IEEE 754 floats in little-endian order. */
    byte[] littleEndian() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
