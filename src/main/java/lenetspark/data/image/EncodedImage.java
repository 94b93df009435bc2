package lenetspark.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decoder of PNG and JPEG images to greyscale: colours are converted by the luma of ITU-R BT.601, transparent pixels
 * become background. Every defect of a file causes an {@link ImageException}, including those that the JDK's readers
 * only warn about, such as a truncated JPEG file, and those that they do not check, such as wrong checksums in a PNG
 * file.
 */
final class EncodedImage {

    /**
     * Largest number of pixels that is decoded, because the header of a small file may claim more pixels than fit in
     * memory.
     */
    static final long MAX_PIXELS = 1L << 24;

    private static final int WHITE = 255;

    private EncodedImage() {}

    /** Returns whether the file starts with the signature of a supported format. */
    static boolean isKnown(byte[] file) {
        return PngFile.hasSignature(file) || isJpeg(file);
    }

    private static boolean isJpeg(byte[] file) {
        return file.length >= 3 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8 && file[2] == (byte) 0xff;
    }

    static InputImage decode(byte[] file) throws ImageException {
        if (file.length == 0) {
            throw new ImageException("empty file");
        }
        if (!isKnown(file)) {
            throw new ImageException("not a PNG or JPEG image");
        }
        if (PngFile.hasSignature(file)) {
            PngFile.verify(file);
        }
        BufferedImage image = read(file, PngFile.hasSignature(file) ? "png" : "jpeg");
        return InputImage.of(toGrey(image), image.getHeight(), image.getWidth());
    }

    private static BufferedImage read(byte[] file, String format) throws ImageException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            long pixels = (long) reader.getHeight(0) * reader.getWidth(0);
            if (pixels > MAX_PIXELS) {
                throw new ImageException("found " + reader.getWidth(0) + "x" + reader.getHeight(0)
                        + " pixels, expected at most " + MAX_PIXELS);
            }
            BufferedImage image = reader.read(0);
            if (!warnings.isEmpty()) {
                throw new ImageException("damaged " + format + " image: " + warnings.get(0));
            }
            return image;
        } catch (IOException | RuntimeException e) {
            // For damaged files the readers throw various runtime exceptions.
            throw new ImageException("damaged " + format + " image: " + reason(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static byte[] toGrey(BufferedImage image) {
        ColorModel model = image.getColorModel();
        // getRGB would treat greyscale samples as linear light and brighten them.
        return model instanceof ComponentColorModel && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                ? samples(image.getRaster(), model)
                : luma(image);
    }

    private static byte[] samples(Raster raster, ColorModel model) {
        int width = raster.getWidth();
        byte[] grey = new byte[raster.getHeight() * width];
        int[] values = new int[width];
        int[] alphas = new int[width];
        int maxSample = (1 << model.getComponentSize(0)) - 1;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, values);
            if (model.hasAlpha()) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                double alpha = model.hasAlpha() ? (double) alphas[x] / maxSample : 1;
                grey[y * width + x] = (byte) Math.round(alpha * values[x] / maxSample * WHITE);
            }
        }
        return grey;
    }

    private static byte[] luma(BufferedImage image) {
        int width = image.getWidth();
        byte[] grey = new byte[image.getHeight() * width];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                double luma = 0.299 * (row[x] >> 16 & 0xff) + 0.587 * (row[x] >> 8 & 0xff) + 0.114 * (row[x] & 0xff);
                grey[y * width + x] = (byte) Math.round(luma * (row[x] >>> 24) / WHITE);
            }
        }
        return grey;
    }
}
