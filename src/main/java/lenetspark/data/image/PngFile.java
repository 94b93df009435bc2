package lenetspark.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The chunks of a PNG file (ISO/IEC 15948, section 5): length, type, data, and a CRC of type and data. */
final class PngFile {

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;

    /** Bytes of a chunk beside its data. */
    private static final int FRAME = 12;

    private PngFile() {}

    static boolean isOne(byte[] file) {
        return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
    }

    /**
     * Checks every chunk to the last.
     *
     * @throws ImageException if the file ends before, or a chunk is not what was written
     */
    static void verify(byte[] file) throws ImageException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int position = Long.BYTES;
        String type = "";
        while (!type.equals("IEND")) {
            if (file.length - position < FRAME) {
                throw truncated(file);
            }
            int length = bytes.getInt(position);
            if (length < 0 || length > file.length - position - FRAME) {
                throw truncated(file);
            }
            type = new String(file, position + 4, 4, StandardCharsets.ISO_8859_1);
            CRC32 crc = new CRC32();
            crc.update(file, position + 4, 4 + length);
            if ((int) crc.getValue() != bytes.getInt(position + 8 + length)) {
                throw new ImageException("damaged png image: wrong checksum at byte " + position);
            }
            position += FRAME + length;
        }
    }

    private static ImageException truncated(byte[] file) {
        return new ImageException("damaged png image: ends early, after " + file.length + " bytes");
    }
}
