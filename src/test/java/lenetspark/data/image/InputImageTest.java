package lenetspark.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputImageTest {

    private static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    /** Returns a greyscale PNG file of noise. */
    private static byte[] noise(int height, int width) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, random.nextInt(256));
            }
        }
        return file(image, "png");
    }

    private static int at(InputImage image, int y, int x) {
        return image.pixels()[y * InputImage.SIZE + x] & 0xff;
    }

    /** Returns the grey value of an image that is filled with one colour. */
    private static int greyOf(int argb, int type) throws IOException, ImageException {
        BufferedImage image = new BufferedImage(32, 32, type);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                image.setRGB(x, y, argb);
            }
        }
        byte[] pixels = InputImage.ofFile(file(image, "png")).pixels();
        for (byte pixel : pixels) {
            assertThat(pixel).isEqualTo(pixels[0]);
        }
        return pixels[0] & 0xff;
    }

    @ParameterizedTest
    @CsvSource({"ffffff, 255", "000000, 0", "ff0000, 76", "00ff00, 150", "0000ff, 29", "808080, 128", "c86432, 124"})
    void shouldConvertColoursToLuma(String rgb, int grey) throws Exception {
        int argb = 0xff000000 | Integer.parseInt(rgb, 16);

        assertThat(greyOf(argb, BufferedImage.TYPE_INT_RGB)).isEqualTo(grey);
        assertThat(greyOf(argb, BufferedImage.TYPE_INT_ARGB)).isEqualTo(grey);
    }

    @Test
    void shouldTreatTransparentPixelsAsBackground() throws Exception {
        assertThat(greyOf(0x00ffffff, BufferedImage.TYPE_INT_ARGB)).isZero();
        assertThat(greyOf(0x80ffffff, BufferedImage.TYPE_INT_ARGB)).isEqualTo(128);
    }

    @Test
    void shouldKeepGreyscaleSamplesUnchanged() throws Exception {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 32, i / 32, 0, i);
        }

        InputImage read = InputImage.ofFile(file(image, "png"));

        for (int i = 0; i < 256; i++) {
            assertThat(at(read, i / 32, i % 32)).isEqualTo(i);
        }
    }

    @Test
    void shouldReduceSixteenBitSamples() throws Exception {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(3, 4, 0, 0xffff);
        image.getRaster().setSample(5, 6, 0, 0x8080);

        InputImage read = InputImage.ofFile(file(image, "png"));

        assertThat(at(read, 4, 3)).isEqualTo(255);
        assertThat(at(read, 6, 5)).isEqualTo(128);
        assertThat(at(read, 0, 0)).isZero();
    }

    @Test
    void shouldDecodeGreyscaleWithTransparency() throws Exception {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, ColorModel.TRANSLUCENT, DataBuffer.TYPE_BYTE);
        WritableRaster raster = model.createCompatibleWritableRaster(32, 32);
        raster.setPixel(1, 2, new int[] {200, 255});
        raster.setPixel(3, 4, new int[] {200, 51});

        InputImage read = InputImage.ofFile(file(new BufferedImage(model, raster, false, null), "png"));

        assertThat(at(read, 2, 1)).isEqualTo(200);
        assertThat(at(read, 4, 3)).isEqualTo(40);
    }

    @Test
    void shouldDecodeBlackAndWhiteImages() throws Exception {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(0, 0, 0xffffffff);

        InputImage read = InputImage.ofFile(file(image, "png"));

        assertThat(at(read, 6, 6)).isEqualTo(255);
        assertThat(at(read, 6, 7)).isZero();
    }

    @Test
    void shouldCentreSmallImagesWithoutScaling() throws Exception {
        InputImage image = InputImage.of(new byte[] {1, 2, 3, 4, 5, 6}, 2, 3);

        assertThat(at(image, 15, 14)).isEqualTo(1);
        assertThat(at(image, 15, 16)).isEqualTo(3);
        assertThat(at(image, 16, 14)).isEqualTo(4);
        int sum = 0;
        for (byte pixel : image.pixels()) {
            sum += pixel;
        }
        assertThat(sum).isEqualTo(21);
    }

    @Test
    void shouldAveragePixelsOfLargeImages() {
        byte[] large = new byte[280 * 280];
        for (int y = 0; y < 280; y++) {
            for (int x = 0; x < 280; x++) {
                large[y * 280 + x] = (byte) ((x / 10 + y / 10) * 2 + (x % 2 == 0 ? 3 : 1));
            }
        }

        InputImage image = InputImage.of(large, 280, 280);

        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                assertThat(at(image, y + 2, x + 2)).isEqualTo((x + y) * 2 + 2);
            }
        }
        assertThat(at(image, 1, 1)).isZero();
        assertThat(at(image, 30, 30)).isZero();
    }

    @Property(tries = 100)
    void shouldKeepAspectRatioAndBrightnessOfLargeImages(
            @ForAll @IntRange(min = 1, max = 300) int height, @ForAll @IntRange(min = 33, max = 300) int width) {
        byte[] white = new byte[height * width];
        Arrays.fill(white, (byte) 200);

        InputImage image = InputImage.of(white, height, width);

        int light = 0;
        int dark = 0;
        for (byte pixel : image.pixels()) {
            light += (pixel & 0xff) == 200 ? 1 : 0;
            dark += pixel == 0 ? 1 : 0;
        }
        assertThat(light + dark).isEqualTo(32 * 32);
        double scale = 28.0 / Math.max(height, width);
        assertThat(light)
                .isEqualTo((int) (Math.max(1, Math.round(height * scale)) * Math.max(1, Math.round(width * scale))));
    }

    @Test
    void shouldAcceptImageFilesAndRawPixels() throws Exception {
        byte[] pixels = new byte[784];
        pixels[0] = (byte) 200;
        byte[] padded = new byte[1024];
        padded[2 * 32 + 2] = (byte) 200;

        assertThat(InputImage.ofBytes(pixels).pixels()).isEqualTo(padded);
        assertThat(InputImage.ofBytes(padded).pixels()).isEqualTo(padded);
        byte[] png = noise(28, 28);
        assertThat(InputImage.ofBytes(png).pixels())
                .isEqualTo(InputImage.ofFile(png).pixels());
    }

    @Test
    void shouldRoundNumbers() throws Exception {
        double[] numbers = new double[784];
        numbers[0] = 199.5;
        numbers[1] = 254.7;

        InputImage image = InputImage.ofNumbers(numbers);

        assertThat(at(image, 2, 2)).isEqualTo(200);
        assertThat(at(image, 2, 3)).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 255.1, Double.NaN, Double.NEGATIVE_INFINITY})
    void shouldRejectNumbersThatAreNotPixels(double number) {
        double[] numbers = new double[1024];
        numbers[9] = number;

        assertThatThrownBy(() -> InputImage.ofNumbers(numbers))
                .isInstanceOf(ImageException.class)
                .hasMessage("pixel " + number + " at index 9, expected 0 to 255");
    }

    @Test
    void shouldRejectTruncatedOrChangedPngFiles() throws IOException {
        byte[] png = noise(20, 20);
        for (int i = 0; i < png.length; i++) {
            byte[] cut = Arrays.copyOf(png, i);
            byte[] changed = png.clone();
            changed[i] ^= 0x10;

            assertThatThrownBy(() -> InputImage.ofFile(cut)).isInstanceOf(ImageException.class);
            assertThatThrownBy(() -> InputImage.ofFile(changed)).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void shouldRejectTruncatedJpegFiles() throws IOException {
        BufferedImage image = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(2);
        for (int i = 0; i < 3600; i++) {
            image.setRGB(i % 60, i / 60, random.nextInt());
        }
        byte[] jpeg = file(image, "jpg");
        for (int i = 0; i < jpeg.length - 2; i += 13) {
            byte[] cut = Arrays.copyOf(jpeg, i);

            assertThatThrownBy(() -> InputImage.ofFile(cut))
                    .isInstanceOf(ImageException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        }
    }

    @Property(tries = 300)
    void shouldDecodeOrRejectAnyBytesAfterASignature(@ForAll byte[] bytes, @ForAll boolean png) {
        byte[] signature = png
                ? new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}
                : new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
        byte[] file = Arrays.copyOf(signature, signature.length + bytes.length);
        System.arraycopy(bytes, 0, file, signature.length, bytes.length);

        assertThatThrownBy(() -> InputImage.ofFile(file)).isInstanceOf(ImageException.class);
    }

    @Test
    void shouldRejectTooLargeImagesBeforeDecoding() throws IOException {
        byte[] png = noise(20, 20);
        ByteBuffer huge = ByteBuffer.wrap(png);
        huge.putInt(16, 100_000).putInt(20, 100_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        huge.putInt(29, (int) crc.getValue());

        assertThatThrownBy(() -> InputImage.ofFile(png))
                .isInstanceOf(ImageException.class)
                .hasMessage("found 100000x100000 pixels, expected at most 16777216");
    }

    @Test
    void shouldReportUnsupportedFormats() {
        assertThatThrownBy(() -> InputImage.ofFile(new byte[0])).hasMessage("empty file");
        assertThatThrownBy(() -> InputImage.ofFile("GIF89a".getBytes(StandardCharsets.US_ASCII)))
                .hasMessage("not a PNG or JPEG image");
        assertThatThrownBy(() -> InputImage.ofBytes(new byte[785]))
                .hasMessage("neither a PNG or JPEG image nor 784 or 1024 pixels: found 785 bytes");
    }

    @Test
    void shouldCentreSquareImagesUpToTheInputSize() throws ImageException {
        byte[] pixels = InputImage.ofPixels(new double[] {10, 20.4, 30, 255}).pixels();

        assertThat(pixels).hasSize(1024);
        assertThat(new int[] {pixels[15 * 32 + 15], pixels[15 * 32 + 16], pixels[16 * 32 + 15], pixels[16 * 32 + 16]})
                .containsExactly(10, 20, 30, -1);
        assertThat(InputImage.ofPixels(new double[1024]).pixels()).containsOnly(0);
    }

    @Test
    void shouldRejectPixelsThatAreNotSquareTooManyOrOutOfRange() {
        assertThatThrownBy(() -> InputImage.ofPixels(new double[5]))
                .isInstanceOf(ImageException.class)
                .hasMessage("found 5 pixels, expected a square number of up to 1024");
        assertThatThrownBy(() -> InputImage.ofPixels(new double[33 * 33]))
                .hasMessage("found 1089 pixels, expected a square number of up to 1024");
        assertThatThrownBy(() -> InputImage.ofPixels(new double[0]))
                .hasMessage("found 0 pixels, expected a square number of up to 1024");
        assertThatThrownBy(() -> InputImage.ofPixels(new double[] {Double.NaN}))
                .hasMessage("pixel NaN at index 0, expected 0 to 255");
    }
}
