package lenetspark.data;

import java.util.Arrays;

/**
 * Centres a greyscale image in the square input of the network and maps its pixels 0..255 linearly to {@code min..max}.
 * The border is filled with the value of pixel 0, the background. DL4J's {@code ImagePreProcessingScaler(min, max)}
 * computes the same mapping.
 */
public final class PadAndScale implements InputTransform {

    private static final long serialVersionUID = 1L;
    private static final int LEVELS = 256;

    private final int height;
    private final int width;
    private final int size;
    private final float[] scaled = new float[LEVELS];

    /**
     * @param height height of the stored images in pixels, at most {@code size}
     * @param width width of the stored images in pixels, at most {@code size}
     * @param size height and width of the network's input in pixels
     * @param min value of pixel 0
     * @param max value of pixel 255
     */
    public PadAndScale(int height, int width, int size, double min, double max) {
        if (height > size || width > size) {
            throw new IllegalArgumentException(
                    "Images must be at most %dx%d pixels, got: %dx%d".formatted(size, size, height, width));
        }
        this.height = height;
        this.width = width;
        this.size = size;
        for (int level = 0; level < LEVELS; level++) {
            scaled[level] = (float) (min + level / (double) (LEVELS - 1) * (max - min));
        }
    }

    /** Returns the height of the stored images in pixels. */
    public int height() {
        return height;
    }

    /** Returns the width of the stored images in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height and width of the network's input in pixels. */
    public int size() {
        return size;
    }

    /** Returns a copy of the lookup table: the input value of each pixel value from 0 to 255. */
    public float[] levels() {
        return scaled.clone();
    }

    @Override
    public int[] outputShape() {
        return new int[] {1, size, size};
    }

    @Override
    public float background() {
        return scaled[0];
    }

    @Override
    public void apply(byte[] source, int sourceOffset, float[] target, int targetOffset) {
        int top = (size - height) / 2;
        int left = (size - width) / 2;
        Arrays.fill(target, targetOffset, targetOffset + size * size, background());
        for (int y = 0; y < height; y++) {
            int from = sourceOffset + y * width;
            int to = targetOffset + (top + y) * size + left;
            for (int x = 0; x < width; x++) {
                target[to + x] = scaled[source[from + x] & 0xff];
            }
        }
    }
}
