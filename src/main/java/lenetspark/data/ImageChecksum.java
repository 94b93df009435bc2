package lenetspark.data;

import java.util.zip.CRC32C;

/** Computes the checksum that detects an image that has changed since it was first read. */
public final class ImageChecksum {

    private ImageChecksum() {}

    /** Returns the CRC-32C of a stored image. */
    public static int of(byte[] pixels, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(pixels, offset, length);
        return (int) checksum.getValue();
    }
}
