package lenetspark.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.List;

/**
 * Validator of a serialized row vector in the format of ND4J 1.0.0-M2. The format is big-endian: the shape buffer and
 * then the data buffer, each preceded by its allocation mode, length and type. ND4J does not validate these headers:
 * with wrong values, native code reads outside the buffer and the JVM crashes.
 */
final class Nd4jRowVector {

    /** Length of the shape buffer: rank, two dimensions, two strides, flags, element-wise stride, order. */
    private static final int SHAPE_LENGTH = 8;

    private static final long FLOAT_FLAG = 1 << 13;
    private static final List<String> ALLOCATION_MODES = List.of("MIXED_DATA_TYPES", "LONG_SHAPE");

    private Nd4jRowVector() {}

    /**
     * Checks that the bytes are a complete dense row vector of floats.
     *
     * @param entry name of the archive entry, for messages
     * @param bytes content of the entry
     * @throws IOException if they are not
     */
    static void require(String entry, byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (!isRow(in)) {
                throw new IOException("its entry '" + entry + "' must be a row of floats as DL4J writes it");
            }
        } catch (EOFException | UTFDataFormatException e) {
            throw new IOException("damaged: its entry '" + entry + "' ends too early", e);
        }
    }

    private static boolean isRow(DataInputStream in) throws IOException {
        if (!isBuffer(in, SHAPE_LENGTH, "LONG") || in.readLong() != 2 || in.readLong() != 1) {
            return false;
        }
        long columns = in.readLong();
        long rowStride = in.readLong();
        return (rowStride == 1 || rowStride == columns)
                && in.readLong() == 1
                && in.readLong() == FLOAT_FLAG
                && in.readLong() == 1
                && isOrder(in.readLong())
                && isBuffer(in, columns, "FLOAT")
                && in.available() == columns * Float.BYTES;
    }

    private static boolean isBuffer(DataInputStream in, long length, String type) throws IOException {
        return ALLOCATION_MODES.contains(in.readUTF())
                && in.readLong() == length
                && in.readUTF().equals(type);
    }

    private static boolean isOrder(long order) {
        return order == 'c' || order == 'f';
    }
}
