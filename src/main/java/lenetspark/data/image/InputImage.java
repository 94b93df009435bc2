package lenetspark.data.image;

import java.util.Locale;

/**
 * Greyscale image of the input size of the network, 32x32 pixels. An image of up to 32x32 pixels is centred on
 * background (pixel 0) without scaling. A larger image is first scaled down, with its aspect ratio kept, so that its
 * longer side is 28 pixels, the size of MNIST images before padding. Scaling averages the pixels over the area of each
 * new pixel.
 */
public final class InputImage {

    /** Height and width in pixels. */
    public static final int SIZE = 32;

    /** Number of pixels. */
    public static final int PIXELS = SIZE * SIZE;

    private static final int REDUCED_SIDE = 28;
    private static final int WHITE = 255;

    private final byte[] pixels;

    private InputImage(byte[] pixels) {
        this.pixels = pixels;
    }

    /**
     * Decodes a PNG or JPEG file.
     *
     * @param file content of the file
     * @throws ImageException if the file has another format, is damaged, or has too many pixels
     */
    public static InputImage ofFile(byte[] file) throws ImageException {
        return EncodedImage.decode(file);
    }

    /**
     * Decodes a PNG or JPEG file, or takes 784 or 1,024 bytes as pixels.
     *
     * @throws ImageException if the bytes are none of these
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
     * Creates the image from 784 or 1,024 pixel values from 0 to 255, which are rounded.
     *
     * @throws ImageException if the number of values is different or a value is out of range
     */
    public static InputImage ofNumbers(double[] numbers) throws ImageException {
        if (!isSquare(numbers.length)) {
            throw new ImageException("found " + numbers.length + " pixels, expected 784 or 1024");
        }
        return ofSquare(bytes(numbers));
    }

    /**
     * Creates the image from the row-major pixels of a square image of up to 32x32 pixels. The values, from 0 to 255,
     * are rounded.
     *
     * @throws ImageException if the number of values is not a square or is too large, or a value is out of range
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

    /** Creates the image from row-major greyscale pixels of any size. */
    public static InputImage of(byte[] grey, int height, int width) {
        if (height <= SIZE && width <= SIZE) {
            return centred(grey, height, width);
        }
        double scale = (double) REDUCED_SIDE / Math.max(height, width);
        int newHeight = Math.max(1, (int) Math.round(height * scale));
        int newWidth = Math.max(1, (int) Math.round(width * scale));
        return centred(reduced(grey, height, width, newHeight, newWidth), newHeight, newWidth);
    }

    private static boolean isSquare(int length) {
        return length == REDUCED_SIDE * REDUCED_SIDE || length == SIZE * SIZE;
    }

    private static InputImage ofSquare(byte[] square) {
        int side = square.length == SIZE * SIZE ? SIZE : REDUCED_SIDE;
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

    private static byte[] reduced(byte[] grey, int height, int width, int newHeight, int newWidth) {
        byte[] reduced = new byte[newHeight * newWidth];
        double yScale = (double) height / newHeight;
        double xScale = (double) width / newWidth;
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                double sum = sum(grey, width, y * yScale, (y + 1) * yScale, x * xScale, (x + 1) * xScale);
                reduced[y * newWidth + x] = (byte) Math.min(WHITE, Math.round(sum / (yScale * xScale)));
            }
        }
        return reduced;
    }

    /** Returns the sum of the pixels in an area; pixels on its border are weighted by the covered fraction. */
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

    /** Returns the pixels as row-major unsigned bytes, without copying them. */
    public byte[] pixels() {
        return pixels;
    }
}
