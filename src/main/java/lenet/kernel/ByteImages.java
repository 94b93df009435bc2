package lenet.kernel;

import java.util.Arrays;

/**
 * Images as a data set stores them: unsigned bytes, which the kernel centres, pads and scales where it reads them. No copy
 * of a minibatch is made as floats first.
 */
public final class ByteImages extends Images {

    /** Values that a pixel can have. */
    public static final int LEVELS = 256;

    private static final byte[] NOTHING = {};

    private final int height;
    private final int width;
    private final float[] levels;
    private final int[] places;
    private byte[] pixels = NOTHING;
    private int count;

    /**
     * An empty buffer.
     *
     * @param height of the images in pixels, at most 32
     * @param width of the images in pixels, at most 32
     * @param levels what the network sees for each of the {@link #LEVELS} values of a pixel; around an image it sees that of 0
     * @param capacity images at most
     * @throws IllegalArgumentException if the images are larger or the levels fewer
     */
    public ByteImages(int height, int width, float[] levels, int capacity) {
        if (height > Layout.IMAGE_SIDE || width > Layout.IMAGE_SIDE) {
            throw new IllegalArgumentException("Images must be at most %dx%d pixels, cannot be: %dx%d"
                    .formatted(Layout.IMAGE_SIDE, Layout.IMAGE_SIDE, height, width));
        }
        if (levels.length != LEVELS) {
            throw new IllegalArgumentException("Levels must be %d, cannot be: %d".formatted(LEVELS, levels.length));
        }
        this.height = height;
        this.width = width;
        this.levels = levels.clone();
        this.places = new int[capacity];
    }

    /**
     * Fills the buffer with the images {@code order[from..to)} of {@code pixels}, row-major, one after the other; they are not
     * copied.
     *
     * @throws IllegalArgumentException if they are more than the capacity
     */
    public void select(byte[] pixels, int[] order, int from, int to) {
        if (to - from > places.length) {
            throw new IllegalArgumentException(
                    "Images must be at most %d, cannot be: %d".formatted(places.length, to - from));
        }
        this.pixels = pixels;
        count = to - from;
        for (int i = 0; i < count; i++) {
            places[i] = order[from + i] * height * width;
        }
    }

    /** Empties the buffer, and lets go of the pixels. */
    public void clear() {
        pixels = NOTHING;
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
                int read = places[first + lane] + y * width;
                for (int x = 0; x < width; x++) {
                    memory[write + x * lanes + lane] = levels[pixels[read + x] & 0xff];
                }
            }
        }
    }
}
