package lenetspark.data;

import java.util.zip.CRC32C;

/** Detects that an image is not the one that was read before. */
public final class ImageChecksum {

    private ImageChecksum() {}

    /** Returns the CRC-32C of an image as stored. */
    public static int of(byte[] pixels, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(pixels, offset, length);
        return (int) checksum.getValue();
    }
}
