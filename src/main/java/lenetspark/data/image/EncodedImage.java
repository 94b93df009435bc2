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
 * Decodes PNG and JPEG images to grey: colours by the luminance of ITU-R BT.601, what is transparent to background. Whatever
 * is wrong with a file is an {@link ImageException}: what the JDK's readers only warn of, such as a JPEG file that ends
 * early, and a PNG file whose checksums are wrong, which they do not look at.
 */
final class EncodedImage {

    /** Pixels that are decoded at most: a small file may announce more than there is memory. */
    static final long MAX_PIXELS = 1L << 24;

    private static final int WHITE = 255;

    private EncodedImage() {}

    /** Whether the file begins as one of the formats does. */
    static boolean isKnown(byte[] file) {
        return PngFile.isOne(file) || isJpeg(file);
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
        if (PngFile.isOne(file)) {
            PngFile.verify(file);
        }
        BufferedImage image = read(file, PngFile.isOne(file) ? "png" : "jpeg");
        return InputImage.of(grey(image), image.getHeight(), image.getWidth());
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
            // On damaged files the readers throw whatever their arithmetic leads to.
            throw new ImageException("damaged " + format + " image: " + reason(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static byte[] grey(BufferedImage image) {
        ColorModel model = image.getColorModel();
        // getRGB would take grey samples for linear light and make them brighter.
        return model instanceof ComponentColorModel && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                ? samples(image.getRaster(), model)
                : luminance(image);
    }

    private static byte[] samples(Raster raster, ColorModel model) {
        int width = raster.getWidth();
        byte[] grey = new byte[raster.getHeight() * width];
        int[] values = new int[width];
        int[] alphas = new int[width];
        int most = (1 << model.getComponentSize(0)) - 1;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, values);
            if (model.hasAlpha()) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                double opaque = model.hasAlpha() ? (double) alphas[x] / most : 1;
                grey[y * width + x] = (byte) Math.round(opaque * values[x] / most * WHITE);
            }
        }
        return grey;
    }

    private static byte[] luminance(BufferedImage image) {
        int width = image.getWidth();
        byte[] grey = new byte[image.getHeight() * width];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                double light = 0.299 * (row[x] >> 16 & 0xff) + 0.587 * (row[x] >> 8 & 0xff) + 0.114 * (row[x] & 0xff);
                grey[y * width + x] = (byte) Math.round(light * (row[x] >>> 24) / WHITE);
            }
        }
        return grey;
    }
}
