package lenetspark.data;

import java.util.Arrays;

/** The sum of each image's pixels and of their squares, exact: from these come the statistics of any subset. */
public final class PixelSums {

    private static final int FIRST_CAPACITY = 1024;

    private final int pixelsPerImage;
    private int[] sums = new int[FIRST_CAPACITY];
    private int[] squares = new int[FIRST_CAPACITY];
    private int[] checksums = new int[FIRST_CAPACITY];
    private int count;

    /** Sums of no images yet. */
    public PixelSums(int pixelsPerImage) {
        this.pixelsPerImage = pixelsPerImage;
    }

    /** Sums that are known already, one for each image. */
    public PixelSums(int pixelsPerImage, int[] sums, int[] squares) {
        this(pixelsPerImage);
        this.sums = sums;
        this.squares = squares;
        count = sums.length;
    }

    /** Adds the pixels of the next image. */
    public void add(byte[] pixels) {
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
        checksums[count] = ImageChecksum.of(pixels, 0, pixels.length);
        count++;
    }

    /** The {@link ImageChecksum} of each image that was added. */
    public int[] checksums() {
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
