package lenetspark.job;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/** Test digits of the sample in other formats than IDX. */
final class ImageSamples {

    static final int COUNT = 500;

    private static final int SIDE = 28;
    private static final int IDX_HEADER = 16;
    private static final int LABEL_HEADER = 8;

    private ImageSamples() {}

    /** Returns the uncompressed IDX file. */
    static byte[] idx() throws IOException {
        return unpacked("t10k-images-idx3-ubyte.gz");
    }

    static int label(int index) throws IOException {
        return unpacked("t10k-labels-idx1-ubyte.gz")[LABEL_HEADER + index];
    }

    /** Returns one digit of 28x28 bytes. */
    static byte[] digit(int index) throws IOException {
        byte[] digit = new byte[SIDE * SIDE];
        System.arraycopy(idx(), IDX_HEADER + index * digit.length, digit, 0, digit.length);
        return digit;
    }

    static List<byte[]> digits(int count) throws IOException {
        List<byte[]> digits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            digits.add(digit(i));
        }
        return digits;
    }

    /** Returns a digit in color or gray, enlarged by the factor {@code scale}. */
    static byte[] file(byte[] digit, int imageType, int scale, String format) throws IOException {
        BufferedImage image = new BufferedImage(SIDE * scale, SIDE * scale, imageType);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int grey = digit[y / scale * SIDE + x / scale] & 0xff;
                if (imageType == BufferedImage.TYPE_BYTE_GRAY) {
                    image.getRaster().setSample(x, y, 0, grey);
                } else {
                    image.setRGB(x, y, 0xff000000 | grey << 16 | grey << 8 | grey);
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    static byte[] greyPng(byte[] digit) throws IOException {
        return file(digit, BufferedImage.TYPE_BYTE_GRAY, 1, "png");
    }

    private static byte[] unpacked(String name) throws IOException {
        Path file = SampleRun.DATA.resolve(name);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }
}
