package lenetspark.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Verifies the chunks of a PNG file (ISO/IEC 15948, section 5). A chunk consists of length, type, data, and the CRC of
 * type and data.
 */
final class PngFile {

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;

    /** Bytes of a chunk without its data: length, type and CRC. */
    private static final int CHUNK_OVERHEAD = 12;

    private PngFile() {}

    /** Returns whether the file starts with the PNG signature. */
    static boolean hasSignature(byte[] file) {
        return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
    }

    /**
     * Checks every chunk up to IEND.
     *
     * @throws ImageException if the file ends too early or the CRC of a chunk is wrong
     */
    static void verify(byte[] file) throws ImageException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int position = Long.BYTES;
        String type = "";
        while (!type.equals("IEND")) {
            if (file.length - position < CHUNK_OVERHEAD) {
                throw truncated(file);
            }
            int length = bytes.getInt(position);
            if (length < 0 || length > file.length - position - CHUNK_OVERHEAD) {
                throw truncated(file);
            }
            type = new String(file, position + 4, 4, StandardCharsets.ISO_8859_1);
            CRC32 crc = new CRC32();
            crc.update(file, position + 4, 4 + length);
            if ((int) crc.getValue() != bytes.getInt(position + 8 + length)) {
                throw new ImageException("damaged png image: wrong checksum at byte " + position);
            }
            position += CHUNK_OVERHEAD + length;
        }
    }

    private static ImageException truncated(byte[] file) {
        return new ImageException("damaged png image: ends early, after " + file.length + " bytes");
    }
}
