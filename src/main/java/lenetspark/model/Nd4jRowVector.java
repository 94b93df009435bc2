package lenetspark.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.List;

/**
 * An array as ND4J 1.0.0-M2 writes it, big-endian: the buffer of its shape, then the buffer of its values, each after the
 * way it was allocated, its length and its type. ND4J takes what these say for granted: where they are wrong, native code
 * reads what is not there, and the JVM ends.
 */
final class RowOfFloats {

    /** Rank, two dimensions, two strides, flags, element-wise stride, order. */
    private static final int SHAPE_LENGTH = 8;

    private static final long FLOAT_FLAG = 1 << 13;
    private static final List<String> ALLOCATIONS = List.of("MIXED_DATA_TYPES", "LONG_SHAPE");

    private RowOfFloats() {}

    /**
     * Checks that the bytes are those of one dense row of floats, all of them there.
     *
     * @param entry of the archive, for the error
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
        return ALLOCATIONS.contains(in.readUTF())
                && in.readLong() == length
                && in.readUTF().equals(type);
    }

    private static boolean isOrder(long order) {
        return order == 'c' || order == 'f';
    }
}
