package lenet.data;

import java.io.IOException;
import java.util.Arrays;

/** The sum of each image's pixels and of their squares, exact: from these come the statistics of any subset. */
final class PixelSums {

    private static final int FIRST_CAPACITY = 1024;

    private final int pixelsPerImage;
    private int[] sums = new int[FIRST_CAPACITY];
    private int[] squares = new int[FIRST_CAPACITY];
    private int[] checksums = new int[FIRST_CAPACITY];
    private int count;

    private PixelSums(int pixelsPerImage) {
        this.pixelsPerImage = pixelsPerImage;
    }

    /** Sums that are known already, one for each image. */
    PixelSums(int pixelsPerImage, int[] sums, int[] squares) {
        this(pixelsPerImage);
        this.sums = sums;
        this.squares = squares;
        count = sums.length;
    }

    /** Reads all images that are left, to the end of the file. */
    static PixelSums read(IdxReader reader) throws IOException {
        PixelSums sums = new PixelSums(reader.height() * reader.width());
        byte[] pixels = new byte[sums.pixelsPerImage];
        for (int image = 0; image < reader.count(); image++) {
            reader.read(pixels, 0);
            sums.add(pixels);
        }
        reader.readToEnd();
        return sums;
    }

    private void add(byte[] pixels) {
        if (count == sums.length) {
            // Of a set of over a billion images twice the length would be more than an array can have.
            int length = (int) Math.min(Integer.MAX_VALUE - 8, 2L * count);
            sums = Arrays.copyOf(sums, length);
            squares = Arrays.copyOf(squares, length);
            checksums = Arrays.copyOf(checksums, length);
        }
        int sum = 0;
        int square = 0;
        for (byte pixel : pixels) {
            int value = pixel & 0xff;
            sum += value;
            square += value * value;
        }
        sums[count] = sum;
        squares[count] = square;
        checksums[count] = ImageFile.checksum(pixels, 0, pixels.length);
        count++;
    }

    /** The {@link ImageFile#checksum} of each image that was read. */
    int[] checksums() {
        return Arrays.copyOf(checksums, count);
    }

    /** The statistics of the images at {@code indices}, of which there is at least one. */
    PixelStatistics of(int[] indices) {
        long sum = 0;
        long square = 0;
        for (int index : indices) {
            sum += sums[index];
            square += squares[index];
        }
        double pixels = (double) indices.length * pixelsPerImage;
        double mean = sum / pixels;
        return new PixelStatistics(mean, Math.sqrt(Math.max(0, square / pixels - mean * mean)));
    }
}
