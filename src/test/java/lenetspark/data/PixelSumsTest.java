package lenetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import lenetspark.data.idx.IdxReader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PixelSumsTest {

    private static PixelSums of(byte[] pixels, int images, int side) {
        ByteBuffer file = ByteBuffer.allocate(16 + pixels.length)
                .putInt(0x803)
                .putInt(images)
                .putInt(side)
                .putInt(side)
                .put(pixels);
        try (IdxReader reader = IdxReader.images("images", new ByteArrayInputStream(file.array()))) {
            return reader.readPixelSums();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldTreatPixelsAsUnsigned() {
        PixelStatistics statistics =
                of(new byte[] {0, (byte) 255, 0, (byte) 255}, 1, 2).of(new int[] {0});

        assertThat(statistics.mean()).isEqualTo(127.5);
        assertThat(statistics.deviation()).isEqualTo(127.5);
    }

    @Test
    void shouldCountOnlyImagesOfTheSubset() {
        PixelSums sums = of(new byte[] {10, 20, 30}, 3, 1);

        assertThat(sums.of(new int[] {0, 2})).isEqualTo(new PixelStatistics(20, 10));
    }

    @Test
    void shouldReportZeroDeviationForUniformImages() {
        assertThat(of(new byte[] {7, 7, 7, 7}, 1, 2).of(new int[] {0})).isEqualTo(new PixelStatistics(7, 0));
    }

    @Property(tries = 50)
    void shouldAgreeWithTextbookFormulas(@ForAll @IntRange(min = 1, max = 3000) int images, @ForAll byte fill) {
        byte[] pixels = new byte[4 * images];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (fill + 31 * i);
        }
        PixelStatistics statistics =
                of(pixels, images, 2).of(IntStream.range(0, images).toArray());

        double[] values = IntStream.range(0, pixels.length)
                .mapToDouble(i -> pixels[i] & 0xff)
                .toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat(statistics.mean()).isCloseTo(mean, within(1e-9));
        assertThat(statistics.deviation()).isCloseTo(Math.sqrt(variance), within(1e-6));
    }
}
