package lenetspark.training.replica;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Flat vectors on their way between driver and executors, as bytes: every serializer copies those in one piece, where it
 * would take floats one at a time.
 */
public final class PackedFloats implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final byte[] bytes;

    private PackedFloats(byte[] bytes) {
        this.bytes = bytes;
    }

    public static PackedFloats pack(float[] values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        ByteBuffer.wrap(bytes).order(ORDER).asFloatBuffer().put(values);
        return new PackedFloats(bytes);
    }

    /** Size in bytes. */
    public int bytes() {
        return bytes.length;
    }

    /** Number of floats. */
    public int length() {
        return bytes.length / Float.BYTES;
    }

    public float[] unpack() {
        float[] values = new float[length()];
        ByteBuffer.wrap(bytes).order(ORDER).asFloatBuffer().get(values);
        return values;
    }
}
