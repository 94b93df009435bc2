package lenetspark.data.image;

import java.util.Locale;

/**
 * A grey image of the size that the network takes, made of whatever image there was. One of up to 32x32 pixels is centred on
 * background (pixel 0) as it is; a larger one is first reduced to a longer side of 28 pixels, which is how large MNIST's
 * images are before they are padded, and keeps its aspect ratio. Pixels are averaged over the areas that they stand for.
 */
public final class InputImage {

    /** Height and width in pixels. */
    public static final int SIZE = 32;

    /** Number of pixels. */
    public static final int PIXELS = SIZE * SIZE;

    private static final int REDUCED = 28;
    private static final int WHITE = 255;

    private final byte[] pixels;

    private InputImage(byte[] pixels) {
        this.pixels = pixels;
    }

    /**
     * The image in a PNG or JPEG file.
     *
     * @param file the whole file
     * @throws ImageException if it is not one of the two, is damaged, or has too many pixels
     */
    public static InputImage ofFile(byte[] file) throws ImageException {
        return EncodedImage.decode(file);
    }

    /**
     * The image in a PNG or JPEG file, or one of 784 or 1,024 bytes, each a pixel.
     *
     * @throws ImageException if it is none of them
     */
    public static InputImage ofBytes(byte[] bytes) throws ImageException {
        if (EncodedImage.isKnown(bytes)) {
            return EncodedImage.decode(bytes);
        }
        if (!isSquare(bytes.length)) {
            throw new ImageException(
                    "neither a PNG or JPEG image nor 784 or 1024 pixels: found " + bytes.length + " bytes");
        }
        return ofSquare(bytes);
    }

    /**
     * The image of 784 or 1,024 pixels from 0 to 255, which are rounded.
     *
     * @throws ImageException if there are more or fewer, or one is out of range
     */
    public static InputImage ofNumbers(double[] numbers) throws ImageException {
        if (!isSquare(numbers.length)) {
            throw new ImageException("found " + numbers.length + " pixels, expected 784 or 1024");
        }
        return ofSquare(bytes(numbers));
    }

    /**
     * The square image of pixels from 0 to 255, which are rounded, row by row; of up to 32x32.
     *
     * @throws ImageException if their number is no square, or too large, or one is out of range
     */
    public static InputImage ofPixels(double[] numbers) throws ImageException {
        int side = (int) Math.round(Math.sqrt(numbers.length));
        if (side * side != numbers.length || side < 1 || side > SIZE) {
            throw new ImageException(
                    "found " + numbers.length + " pixels, expected a square number of up to " + PIXELS);
        }
        return centred(bytes(numbers), side, side);
    }

    private static byte[] bytes(double[] numbers) throws ImageException {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            if (!(numbers[i] >= 0 && numbers[i] <= WHITE)) {
                throw new ImageException(
                        String.format(Locale.ROOT, "pixel %s at index %d, expected 0 to 255", numbers[i], i));
            }
            bytes[i] = (byte) Math.round(numbers[i]);
        }
        return bytes;
    }

    /** An image of any size, [height][width]. */
    public static InputImage of(byte[] grey, int height, int width) {
        if (height <= SIZE && width <= SIZE) {
            return centred(grey, height, width);
        }
        double scale = (double) REDUCED / Math.max(height, width);
        int lower = Math.max(1, (int) Math.round(height * scale));
        int narrower = Math.max(1, (int) Math.round(width * scale));
        return centred(reduced(grey, height, width, lower, narrower), lower, narrower);
    }

    private static boolean isSquare(int length) {
        return length == REDUCED * REDUCED || length == SIZE * SIZE;
    }

    private static InputImage ofSquare(byte[] square) {
        int side = square.length == SIZE * SIZE ? SIZE : REDUCED;
        return centred(square, side, side);
    }

    private static InputImage centred(byte[] grey, int height, int width) {
        byte[] pixels = new byte[SIZE * SIZE];
        int top = (SIZE - height) / 2;
        int left = (SIZE - width) / 2;
        for (int y = 0; y < height; y++) {
            System.arraycopy(grey, y * width, pixels, (top + y) * SIZE + left, width);
        }
        return new InputImage(pixels);
    }

    private static byte[] reduced(byte[] grey, int height, int width, int lower, int narrower) {
        byte[] reduced = new byte[lower * narrower];
        double tall = (double) height / lower;
        double wide = (double) width / narrower;
        for (int y = 0; y < lower; y++) {
            for (int x = 0; x < narrower; x++) {
                double sum = sum(grey, width, y * tall, (y + 1) * tall, x * wide, (x + 1) * wide);
                reduced[y * narrower + x] = (byte) Math.min(WHITE, Math.round(sum / (tall * wide)));
            }
        }
        return reduced;
    }

    /** The sum over an area, of whose border pixels a share counts. */
    private static double sum(byte[] grey, int width, double top, double bottom, double left, double right) {
        int height = grey.length / width;
        double sum = 0;
        for (int y = (int) top; y < Math.min(height, bottom); y++) {
            double rows = Math.min(bottom, y + 1) - Math.max(top, y);
            for (int x = (int) left; x < Math.min(width, right); x++) {
                double columns = Math.min(right, x + 1) - Math.max(left, x);
                sum += rows * columns * (grey[y * width + x] & 0xff);
            }
        }
        return sum;
    }

    /** Unsigned bytes, row by row; not copied. */
    public byte[] pixels() {
        return pixels;
    }
}
