package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {

    private static final int LANES = 8;
    private static final int AT = 5;

    private static float[] levels() {
        float[] levels = new float[ByteImages.LEVELS];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = level / 100f - 1;
        }
        return levels;
    }

    private static byte[] pixels(int length) {
        byte[] pixels = new byte[length];
        new Random(1).nextBytes(pixels);
        return pixels;
    }

    /** Returns a block in which the images fill {@code count} lanes. */
    private static float[] block(Images images, int first, int count) {
        float[] memory = new float[AT + 1024 * LANES + 3];
        Arrays.fill(memory, Float.NaN);
        images.gather(first, count, memory, AT, LANES);
        return memory;
    }

    private static float[] lane(float[] block, int lane) {
        float[] image = new float[1024];
        for (int i = 0; i < image.length; i++) {
            image[i] = block[AT + i * LANES + lane];
        }
        return image;
    }

    @Test
    void shouldCopyEachFloatImageToItsLaneOnly() {
        float[] features = KernelSamples.gaussian(1, 9 * 1024, 1);
        FloatImages images = new FloatImages(features);
        assertThat(images.count()).isEqualTo(9);

        float[] block = block(images, 2, 6);

        for (int lane = 0; lane < 6; lane++) {
            assertThat(lane(block, lane)).isEqualTo(Arrays.copyOfRange(features, (lane + 2) * 1024, (lane + 3) * 1024));
        }
        assertThat(lane(block, 6)).containsOnly(0);
        assertThat(lane(block, 7)).containsOnly(0);
        assertThat(Arrays.copyOf(block, AT)).containsOnly(Float.NaN);
        assertThat(Arrays.copyOfRange(block, AT + 1024 * LANES, block.length)).containsOnly(Float.NaN);
    }

    @ParameterizedTest
    @CsvSource({"28, 28", "32, 32", "20, 31", "1, 1"})
    void shouldCenterAndScaleByteImages(int height, int width) {
        byte[] pixels = pixels(7 * height * width);
        int[] order = {6, 0, 3, 5, 1, 2, 4};
        float[] levels = levels();
        ByteImages images = new ByteImages(height, width, levels, 6);
        images.select(pixels, order, 1, 7);
        assertThat(images.count()).isEqualTo(6);

        float[] block = block(images, 1, 5);

        for (int lane = 0; lane < 5; lane++) {
            float[] expected = new float[1024];
            Arrays.fill(expected, levels[0]);
            for (int i = 0; i < height * width; i++) {
                int row = (32 - height) / 2 + i / width;
                int column = (32 - width) / 2 + i % width;
                int pixel = pixels[order[2 + lane] * height * width + i] & 0xff;
                expected[row * 32 + column] = levels[pixel];
            }
            assertThat(lane(block, lane)).isEqualTo(expected);
        }
        for (int lane = 5; lane < LANES; lane++) {
            assertThat(lane(block, lane)).doesNotContain(Float.NaN);
        }
        assertThat(Arrays.copyOf(block, AT)).containsOnly(Float.NaN);
        assertThat(Arrays.copyOfRange(block, AT + 1024 * LANES, block.length)).containsOnly(Float.NaN);
    }

    @Test
    void shouldReleaseThePixelsWhenByteImagesAreCleared() {
        ByteImages images = new ByteImages(2, 2, levels(), 3);
        images.select(pixels(12), new int[] {0, 1, 2}, 0, 3);

        images.clear();

        assertThat(images.count()).isZero();
    }

    @Test
    void shouldRefuseInvalidByteImages() {
        assertThatThrownBy(() -> new ByteImages(33, 28, levels(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Images must be at most 32x32 pixels, got: 33x28");
        assertThatThrownBy(() -> new ByteImages(28, 28, new float[255], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Number of levels must be 256, got: 255");
        assertThatThrownBy(() -> new ByteImages(1, 1, levels(), 1).select(new byte[2], new int[] {0, 1}, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Number of images must be at most 1, got: 2");
    }
}
