package lenetspark.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Parameters of one layer.
 *
 * @param name as PyTorch would call them: {@code conv1.weight}
 * @param shape {@code [outputs, inputs, height, width]}, {@code [outputs, inputs]} or {@code [outputs]}
 * @param values row-major
 */
record Tensor(String name, int[] shape, float[] values) {

    /** The values in 32-bit IEEE 754. */
    byte[] littleEndian() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
