package lenetspark.kernel;

import java.util.Arrays;

/**
 * Images as unsigned bytes, as a data set stores them. The kernel centers, pads and scales them while it reads them,
 * so that no copy of the minibatch as floats is made.
 */
public final class ByteImages extends Images {

    /** Number of values that a pixel can have. */
    public static final int LEVELS = 256;

    private static final byte[] NO_PIXELS = {};

    private final int height;
    private final int width;
    private final float[] levels;
    private final int[] offsets;
    private byte[] pixels = NO_PIXELS;
    private int count;

    /**
     * Creates an empty buffer.
     *
     * @param height height of the images in pixels, at most 32
     * @param width width of the images in pixels, at most 32
     * @param levels input of the network for each of the {@link #LEVELS} values of a pixel; the padding around an
     *     image has the input for 0
     * @param capacity largest number of images
     * @throws IllegalArgumentException if the images are larger than 32x32 or the number of levels is not {@link
     *     #LEVELS}
     */
    public ByteImages(int height, int width, float[] levels, int capacity) {
        if (height > Layout.IMAGE_SIDE || width > Layout.IMAGE_SIDE) {
            throw new IllegalArgumentException("Images must be at most %dx%d pixels, got: %dx%d"
                    .formatted(Layout.IMAGE_SIDE, Layout.IMAGE_SIDE, height, width));
        }
        if (levels.length != LEVELS) {
            throw new IllegalArgumentException("Number of levels must be %d, got: %d".formatted(LEVELS, levels.length));
        }
        this.height = height;
        this.width = width;
        this.levels = levels.clone();
        this.offsets = new int[capacity];
    }

    /**
     * Fills the buffer with the images {@code order[from..to)} of {@code pixels}, which holds images in row-major
     * order, one after the other. The pixels are not copied.
     *
     * @throws IllegalArgumentException if there are more images than the capacity
     */
    public void select(byte[] pixels, int[] order, int from, int to) {
        if (to - from > offsets.length) {
            throw new IllegalArgumentException(
                    "Number of images must be at most %d, got: %d".formatted(offsets.length, to - from));
        }
        this.pixels = pixels;
        count = to - from;
        for (int i = 0; i < count; i++) {
            offsets[i] = order[from + i] * height * width;
        }
    }

    /** Empties the buffer and releases the pixels. */
    public void clear() {
        pixels = NO_PIXELS;
        count = 0;
    }

    @Override
    int count() {
        return count;
    }

    @Override
    void gather(int first, int count, float[] memory, int imageAt, int lanes) {
        Arrays.fill(memory, imageAt, imageAt + Layout.IMAGE * lanes, levels[0]);
        int top = (Layout.IMAGE_SIDE - height) / 2;
        int left = (Layout.IMAGE_SIDE - width) / 2;
        for (int y = 0; y < height; y++) {
            int write = imageAt + ((top + y) * Layout.IMAGE_SIDE + left) * lanes;
            for (int lane = 0; lane < count; lane++) {
                int read = offsets[first + lane] + y * width;
                for (int x = 0; x < width; x++) {
                    memory[write + x * lanes + lane] = levels[pixels[read + x] & 0xff];
                }
            }
        }
    }
}
