package lenetspark.data;

import java.util.Arrays;

/**
 * Exact sums of the pixels and of the squared pixels of each image, from which the statistics of any subset are
 * computed.
 */
public final class PixelSums {

    private static final int INITIAL_CAPACITY = 1024;

    private final int pixelsPerImage;
    private int[] sums = new int[INITIAL_CAPACITY];
    private int[] squares = new int[INITIAL_CAPACITY];
    private int[] checksums = new int[INITIAL_CAPACITY];
    private int count;

    /** Creates an empty instance to which images are added. */
    public PixelSums(int pixelsPerImage) {
        this.pixelsPerImage = pixelsPerImage;
    }

    /** Creates an instance from known sums, one per image. */
    public PixelSums(int pixelsPerImage, int[] sums, int[] squares) {
        this(pixelsPerImage);
        this.sums = sums;
        this.squares = squares;
        count = sums.length;
    }

    /** Adds the pixels of the next image. */
    public void add(byte[] pixels) {
        if (count == sums.length) {
            // For more than a billion images, twice the length would exceed the largest array.
            int length = (int) Math.min(Integer.MAX_VALUE - 8, 2L * count);
            sums = Arrays.copyOf(sums, length);
            squares = Arrays.copyOf(squares, length);
            checksums = Arrays.copyOf(checksums, length);
        }
        int sum = 0;
        int squareSum = 0;
        for (byte pixel : pixels) {
            int value = pixel & 0xff;
            sum += value;
            squareSum += value * value;
        }
        sums[count] = sum;
        squares[count] = squareSum;
        checksums[count] = ImageChecksum.of(pixels, 0, pixels.length);
        count++;
    }

    /** Returns the {@link ImageChecksum} of each added image. */
    public int[] checksums() {
        return Arrays.copyOf(checksums, count);
    }

    /** Returns the statistics of the images at {@code indices}, which must not be empty. */
    PixelStatistics of(int[] indices) {
        long sum = 0;
        long squareSum = 0;
        for (int index : indices) {
            sum += sums[index];
            squareSum += squares[index];
        }
        double pixels = (double) indices.length * pixelsPerImage;
        double mean = sum / pixels;
        return new PixelStatistics(mean, Math.sqrt(Math.max(0, squareSum / pixels - mean * mean)));
    }
}
