package lenetspark.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Generates image sets for tests: coloured shapes of various sizes, and letters. */
public final class Shapes {

    /** Names of the shapes, sorted. */
    public static final List<String> NAMES = List.of("circle", "cross", "square");

    private static final int LETTER_SIDE = 28;

    private Shapes() {}

    /**
     * Returns a PNG file of a light shape on dark background, 17 to 60 pixels wide and high. Every seed gives another
     * image.
     */
    public static byte[] png(String name, long seed) {
        Random random = new Random(31 * seed + name.hashCode());
        int width = 17 + random.nextInt(44);
        int height = 17 + random.nextInt(44);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(new Color(180 + random.nextInt(70), 180 + random.nextInt(70), 150 + random.nextInt(100)));
        pen.setStroke(new BasicStroke(Math.min(width, height) / 8f));
        int left = width / 5;
        int top = height / 5;
        int right = width - 1 - left;
        int bottom = height - 1 - top;
        switch (name) {
            case "circle" -> pen.drawOval(left, top, right - left, bottom - top);
            case "square" -> pen.drawRect(left, top, right - left, bottom - top);
            default -> {
                pen.drawLine(left, top, right, bottom);
                pen.drawLine(left, bottom, right, top);
            }
        }
        pen.dispose();
        return png(image);
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes {@code train/CLASS/N.png} and {@code test/CLASS/N.png}. */
    public static void write(Path directory, int train, int test) throws IOException {
        for (String name : NAMES) {
            writePart(directory.resolve("train").resolve(name), name, 0, train);
            writePart(directory.resolve("test").resolve(name), name, train, test);
        }
    }

    private static void writePart(Path directory, String name, int first, int count) throws IOException {
        Files.createDirectories(directory);
        for (int i = 0; i < count; i++) {
            Files.write(directory.resolve(i + ".png"), png(name, first + i));
        }
    }

    /** Writes four IDX files with the names of EMNIST Letters, with transposed images and labels from 1. */
    public static void writeLetters(Path directory, int train, int test) throws IOException {
        Files.createDirectories(directory);
        writeLetters(directory, "train", 0, train);
        writeLetters(directory, "test", train, test);
    }

    private static void writeLetters(Path directory, String part, int first, int count) throws IOException {
        byte[] pixels = new byte[count * LETTER_SIDE * LETTER_SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            int letter = (first + i) % 26;
            labels[i] = (byte) (letter + 1);
            byte[] upright = letter(letter, first + i);
            for (int y = 0; y < LETTER_SIDE; y++) {
                for (int x = 0; x < LETTER_SIDE; x++) {
                    pixels[(i * LETTER_SIDE + x) * LETTER_SIDE + y] = upright[y * LETTER_SIDE + x];
                }
            }
        }
        Files.write(
                directory.resolve("emnist-letters-" + part + "-images-idx3-ubyte.gz"),
                Samples.gzip(Samples.images(count, LETTER_SIDE, LETTER_SIDE, pixels)));
        Files.write(
                directory.resolve("emnist-letters-" + part + "-labels-idx1-ubyte.gz"),
                Samples.gzip(Samples.labels(count, labels)));
    }

    /** Returns a letter of the alphabet as 28x28 pixels in row-major order. */
    public static byte[] letter(int letter, long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(LETTER_SIDE, LETTER_SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        // The letters are drawn from strokes, because a machine may have no fonts.
        Random strokes = new Random(1_000 + letter);
        pen.setStroke(new BasicStroke(2 + random.nextFloat()));
        int shiftX = random.nextInt(3);
        int shiftY = random.nextInt(3);
        for (int i = 0; i < 4; i++) {
            pen.drawLine(
                    4 + shiftX + strokes.nextInt(18),
                    4 + shiftY + strokes.nextInt(18),
                    4 + shiftX + strokes.nextInt(18),
                    4 + shiftY + strokes.nextInt(18));
        }
        pen.dispose();
        byte[] pixels = new byte[LETTER_SIDE * LETTER_SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) image.getRaster().getSample(i % LETTER_SIDE, i / LETTER_SIDE, 0);
        }
        return pixels;
    }
}
