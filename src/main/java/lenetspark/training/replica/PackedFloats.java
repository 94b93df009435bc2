package lenetspark.training.replica;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A float vector as bytes, to be sent between driver and executors: serializers copy a byte array in one piece, but the elements
 * of a float array one at a time.
 */
public final class PackedFloats implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final byte[] bytes;

    private PackedFloats(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns {@code values} as bytes. */
    public static PackedFloats pack(float[] values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        ByteBuffer.wrap(bytes).order(ORDER).asFloatBuffer().put(values);
        return new PackedFloats(bytes);
    }

    /** Returns the size in bytes. */
    public int bytes() {
        return bytes.length;
    }

    /** Returns the number of floats. */
    public int length() {
        return bytes.length / Float.BYTES;
    }

    /** Returns the values in a new array. */
    public float[] unpack() {
        return unpack(0, length());
    }

    /** Returns the values of a range in a new array. */
    public float[] unpack(int from, int to) {
        float[] values = new float[to - from];
        ByteBuffer.wrap(bytes).order(ORDER).asFloatBuffer().get(from, values);
        return values;
    }
}
