package lenetspark.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import lenetspark.config.Engine;
import lenetspark.data.image.ImageException;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredImage;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import org.apache.spark.sql.Row;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

class PredictionIteratorTest {

    private final List<Integer> readImages = new ArrayList<>();

    private static PredictionBatch batch() {
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Sgd(), 0, 1)));
        network.init();
        return Predictor.of(Engine.SIMD, new ModelArchive(network, new ModelArchive.PixelScaling(0, 1)))
                .open();
    }

    /** Returns the rows of images whose ids are their numbers; some of them are damaged. */
    private Iterator<Row> predict(int count, IntPredicate damaged) {
        Iterator<StoredImage> images = IntStream.range(0, count)
                .<StoredImage>mapToObj(i -> {
                    readImages.add(i);
                    return new NumberedImage(i, damaged.test(i));
                })
                .iterator();
        return PredictionIterator.of(images, batch(), ModelArchive.defaultClassNames(10));
    }

    private record NumberedImage(Integer id, boolean damaged) implements StoredImage {
        @Override
        public InputImage decode() throws ImageException {
            if (damaged) {
                throw new ImageException("damaged\nimage " + id);
            }
            double[] pixels = new double[1024];
            pixels[(31 * id) % 1024] = 255;
            return InputImage.ofNumbers(pixels);
        }
    }

    private static List<Row> rows(Iterator<Row> iterator) {
        List<Row> rows = new ArrayList<>();
        iterator.forEachRemaining(rows::add);
        return rows;
    }

    @Test
    void shouldReturnOneRowPerImage() {
        List<Row> rows = rows(predict(1_000, i -> i % 7 == 0));

        assertThat(rows.stream().map(row -> row.getInt(0)).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        for (Row row : rows) {
            boolean damaged = row.getInt(0) % 7 == 0;
            assertThat(row.isNullAt(1)).isEqualTo(damaged);
            assertThat(row.isNullAt(2)).isEqualTo(damaged);
            assertThat(row.isNullAt(3)).isEqualTo(damaged);
            assertThat(row.getString(4)).isEqualTo(damaged ? null : String.valueOf(row.getInt(1)));
            assertThat(row.getString(5)).isEqualTo(damaged ? "damaged image " + row.getInt(0) : null);
        }
    }

    @Test
    void shouldPredictAnImageIndependentlyOfOthersInTheBatch() {
        List<Row> single = rows(predict(1, i -> false));
        List<Row> many = rows(predict(300, i -> i % 2 == 1));

        assertThat(many.stream().filter(row -> row.getInt(0) == 0).toList()).isEqualTo(single);
    }

    @Test
    void shouldHoldAtMostOneBatchInMemory() {
        Iterator<Row> iterator = predict(10_000, i -> i < 5_000);

        for (int i = 0; i < 10_000; i++) {
            assertThat(iterator.hasNext()).isTrue();
            iterator.next();
            assertThat(readImages.size() - i).isLessThanOrEqualTo(Predictor.BATCH_SIZE + 1);
        }
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldReturnNoRowsWithoutImages() {
        assertThat(predict(0, i -> false).hasNext()).isFalse();
    }
}
