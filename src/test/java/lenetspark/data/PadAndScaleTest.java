package lenetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;

class PadAndScaleTest {

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static float[] apply(InputTransform transform, byte... source) {
        float[] target = new float[transform.outputLength()];
        transform.apply(source, 0, target, 0);
        return target;
    }

    @Example
    void shouldCentreImageAndFillBorderWithBackground() {
        assertThat(apply(new PadAndScale(2, 2, 4, -1, 1), bytes(255, 0, 51, 204)))
                .containsExactly(
                        new float[] {-1, -1, -1, -1, -1, 1, -1, -1, -1, -0.6f, 0.6f, -1, -1, -1, -1, -1},
                        within(1e-6f));
    }

    @Example
    void shouldPutOddBorderRowAndColumnBelowAndToTheRight() {
        assertThat(apply(new PadAndScale(1, 2, 3, 0, 255), bytes(7, 9))).containsExactly(0, 0, 0, 7, 9, 0, 0, 0, 0);
    }

    @Example
    void shouldNotPadAnImageOfInputSize() {
        assertThat(apply(new PadAndScale(1, 1, 1, 0, 1), bytes(255))).containsExactly(1);
    }

    @Example
    void shouldMapMinimumAndMaximumPixelExactly() {
        float[] values = apply(new PadAndScale(2, 1, 2, -0.1, 1.175), bytes(0, 255));

        assertThat(values).contains(-0.1f, 1.175f);
    }

    @Property
    void shouldPadMnistImagesByTwoPixelsOnEachSide(
            @ForAll @IntRange(max = 27) int row, @ForAll @IntRange(max = 27) int column) {
        byte[] image = new byte[28 * 28];
        image[28 * row + column] = (byte) 200;
        float[] input = apply(new PadAndScale(28, 28, 32, 0, 255), image);

        assertThat(input).hasSize(32 * 32);
        for (int i = 0; i < input.length; i++) {
            assertThat(input[i]).isEqualTo(i == 32 * (row + 2) + column + 2 ? 200 : 0);
        }
    }

    @Property
    void shouldScaleLikeDl4jNormalizer(
            @ForAll @IntRange(min = -5, max = 5) int min, @ForAll @IntRange(min = 1, max = 9) int range) {
        byte[] levels = new byte[256];
        INDArray expected = Nd4j.create(1, 256);
        for (int level = 0; level < 256; level++) {
            levels[level] = (byte) level;
            expected.putScalar(level, level);
        }
        new ImagePreProcessingScaler(min, min + range).transform(expected);

        assertThat(apply(new PadAndScale(16, 16, 16, min, min + range), levels))
                .containsExactly(expected.toFloatVector(), within(2e-6f));
    }

    @Property
    void shouldWriteOnlyTheRequestedExample(
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(max = 5) int before,
            @ForAll @IntRange(max = 5) int after) {
        PadAndScale transform = new PadAndScale(height, width, 9, 0, 1);
        byte[] source = new byte[before + height * width + after];
        float[] target = new float[after + 81 + before];
        java.util.Arrays.fill(target, 5);
        java.util.Arrays.fill(source, (byte) 255);
        transform.apply(source, before, target, after);

        int ones = 0;
        for (int i = 0; i < target.length; i++) {
            boolean inside = i >= after && i < after + 81;
            assertThat(target[i] == 5).isEqualTo(!inside);
            ones += target[i] == 1 ? 1 : 0;
        }
        assertThat(ones).isEqualTo(height * width);
    }

    @Example
    void shouldReportOutputShape() {
        PadAndScale transform = new PadAndScale(28, 28, 32, 0, 1);

        assertThat(transform.outputShape()).containsExactly(1, 32, 32);
        assertThat(transform.outputLength()).isEqualTo(1024);
    }

    @Example
    void shouldMultiplyAllDimensionsForOutputLength() {
        InputTransform transform = new InputTransform() {
            @Override
            public int[] outputShape() {
                return new int[] {2, 3, 5};
            }

            @Override
            public void apply(byte[] source, int sourceOffset, float[] target, int targetOffset) {}
        };

        assertThat(transform.outputLength()).isEqualTo(30);
    }

    @Example
    void shouldRejectImagesLargerThanTheInput() {
        assertThatThrownBy(() -> new PadAndScale(33, 28, 32, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Images must be at most 32x32 pixels, got: 33x28");
        assertThatThrownBy(() -> new PadAndScale(28, 33, 32, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Images must be at most 32x32 pixels, got: 28x33");
    }

    @Example
    void shouldBehaveTheSameAfterSerialization() {
        PadAndScale transform = new PadAndScale(2, 2, 4, -1, 1);
        byte[] image = bytes(1, 2, 3, 4);

        assertThat(apply(Samples.throughJavaSerialisation(transform), image)).isEqualTo(apply(transform, image));
    }
}
