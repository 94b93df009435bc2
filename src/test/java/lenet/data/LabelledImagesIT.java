package lenet.data;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import lenet.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/** Image files by class and Parquet as data sets, read by executors with the application's serialiser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelledImagesIT {

    private final SparkSession session = SparkSession.builder()
            .appName("LabelledImagesIT")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator")
            .getOrCreate();

    @AfterAll
    void stopSpark() {
        session.stop();
    }

    private ImageDataset files(Path data) throws IOException {
        return ImageDataset.imageFiles(at(data), session);
    }

    private ImageDataset parquet(Path data) throws IOException {
        return ImageDataset.parquet(at(data), "image", "label", session);
    }

    private static Directory at(Path data) throws IOException {
        return Directory.at(data.toString(), new Configuration());
    }

    private JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    private static void assertRefused(ThrowingCallable opening, String message) {
        assertThatThrownBy(opening).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Test
    void ordersImageFilesByTheirPathsAndNumbersTheSortedClasses(@TempDir Path data) throws IOException {
        Shapes.write(data, 12, 2);

        ImageDataset dataset = files(data);

        assertThat(dataset.classNames()).isEqualTo(Shapes.NAMES);
        assertThat(dataset.trainSize()).isEqualTo(36);
        assertThat(dataset.testSize()).isEqualTo(6);
        assertThat(dataset.height()).isEqualTo(32);
        assertThat(dataset.train().labels())
                .isEqualTo(IntStream.range(0, 36).map(i -> i / 12).toArray());
        // 0.png, 1.png, 10.png, ...
        assertThat(dataset.test().images().read(new int[] {1, 4}))
                .containsExactly(pixels(Shapes.png("circle", 13)), pixels(Shapes.png("square", 12)));
        assertThat(dataset.train().images().read(new int[] {2})).containsExactly(pixels(Shapes.png("circle", 10)));
    }

    private static byte[] pixels(byte[] file) {
        try {
            return NetworkImage.ofFile(file).pixels();
        } catch (ImageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void dealsEveryExampleToOneShardInOrder(@TempDir Path data) throws IOException {
        Shapes.write(data, 12, 2);
        ImageDataset dataset = files(data);
        Subset train = dataset.split(6, 3).train();

        List<List<DataSet>> shards =
                dataset.shards(context(), train, 4, 9).glom().collect();

        int[][] dealt = Stratified.deal(train.rawLabels(), 4, 9);
        assertThat(shards).hasSize(4);
        for (int shard = 0; shard < 4; shard++) {
            DataSet block = shards.get(shard).get(0);
            assertThat(block.getFeatures().shape()).containsExactly(dealt[shard].length, 1, 32, 32);
            assertThat(block.getLabels().shape()).containsExactly(dealt[shard].length, 3);
            int[] stored = block.getFeatures().dup().data().asInt();
            int[] labels = block.getLabels().dup().data().asInt();
            for (int i = 0; i < dealt[shard].length; i++) {
                int index = train.indices()[dealt[shard][i]];
                byte[] expected = train.images().read(new int[] {index}).get(0);
                byte[] actual = new byte[1024];
                for (int pixel = 0; pixel < 1024; pixel++) {
                    actual[pixel] = (byte) stored[i * 1024 + pixel];
                }
                assertThat(actual).isEqualTo(expected);
                assertThat(labels[i * 3 + train.labels()[dealt[shard][i]]]).isEqualTo(1);
            }
        }
    }

    @Test
    void knowsTheStatisticsAndTheDigestOfWhatItDecoded(@TempDir Path data) throws IOException {
        Shapes.write(data, 5, 1);
        ImageDataset dataset = files(data);

        List<byte[]> images =
                dataset.train().images().read(IntStream.range(0, 15).toArray());
        double mean = images.stream()
                .flatMapToInt(image -> IntStream.range(0, 1024).map(i -> image[i] & 0xff))
                .average()
                .orElseThrow();
        assertThat(dataset.train().pixelStatistics().mean()).isCloseTo(mean, within(1e-9));
        FileDigest before = digest(dataset);
        Files.write(data.resolve("train/cross/4.png"), Shapes.png("cross", 77));
        assertThat(digest(files(data)).contentSha256()).isNotEqualTo(before.contentSha256());
        Files.write(data.resolve("train/cross/4.png"), Shapes.png("cross", 4));
        assertThat(digest(files(data))).isEqualTo(before);
        assertThat(before.bytes()).isEqualTo(15 * 1024);
    }

    private static FileDigest digest(ImageDataset dataset) {
        return Objects.requireNonNull(dataset.digests().get("train"));
    }

    @Test
    void namesTheFirstDamagedImageWhateverTheOrderOfTheTasks(@TempDir Path data) throws IOException {
        Shapes.write(data, 4, 1);
        Files.write(data.resolve("train/square/3.png"), new byte[0]);
        Files.writeString(data.resolve("train/cross/2.png"), "no image");

        assertRefused(
                () -> files(data),
                "file:" + data + "/train/cross/2.png: not a PNG or JPEG image; replace the file or delete it"
                        + " (and 1 more like it)");
    }

    @Test
    void saysWhatIsWrongWithTheDirectories(@TempDir Path data) throws IOException {
        assertRefused(
                () -> files(data),
                "file:" + data
                        + "/train: no such directory, expected one with the images in a directory for each class");
        Files.createDirectories(data.resolve("train"));
        assertRefused(
                () -> files(data),
                "file:" + data + "/train: has no files, expected images in a directory for each class");
        Shapes.write(data, 2, 1);
        Files.write(data.resolve("train/stray.png"), Shapes.png("cross", 1));
        assertRefused(
                () -> files(data),
                "file:" + data + "/train/stray.png: is in no directory of a class; move it into one below file:" + data
                        + "/train");
        Files.delete(data.resolve("train/stray.png"));
        Files.createDirectories(data.resolve("test/triangle"));
        Files.write(data.resolve("test/triangle/1.png"), Shapes.png("cross", 1));
        assertRefused(
                () -> files(data),
                "file:" + data
                        + "/test: has the class triangle, expected those of the training set: circle, cross, square");
    }

    @Test
    void givesATestSetTheClassesOfAModel(@TempDir Path data) throws IOException {
        Shapes.write(data, 1, 2);

        ImageDataset test = ImageDataset.testImageFiles(at(data), session)
                .withClasses(List.of("square", "blob", "circle", "cross"), "the model");

        assertThat(test.test().labels()).containsExactly(2, 2, 3, 3, 0, 0);
        assertThat(test.classNames()).hasSize(4);
        assertThat(test.digests()).containsOnlyKeys("test");
        assertRefused(
                () -> test.withClasses(List.of("square", "cross", "circle"), "the model"),
                "file:" + data + ": has the class blob, expected those of the model: square, cross, circle");
    }

    private void write(Path file, List<Row> rows, DataType image, DataType label, int files) {
        session.createDataFrame(rows, new StructType().add("image", image).add("label", label))
                .repartitionByRange(files, col("label"))
                .write()
                .parquet(file.toString());
    }

    private static List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = Shapes.NAMES.get(i % 3);
            rows.add(RowFactory.create(Shapes.png(name, i), name));
        }
        return rows;
    }

    @Test
    void readsParquetInTheOrderOfFilesAndRows(@TempDir Path data) throws IOException {
        write(data.resolve("train.parquet"), rows(30), DataTypes.BinaryType, DataTypes.StringType, 3);
        write(data.resolve("test.parquet"), rows(6), DataTypes.BinaryType, DataTypes.StringType, 1);

        ImageDataset dataset = parquet(data);

        assertThat(dataset.classNames()).isEqualTo(Shapes.NAMES);
        List<String> expected = new ArrayList<>();
        try (var files = Files.list(data.resolve("train.parquet"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".parquet"))
                    .sorted()
                    .toList()) {
                session.read().parquet(file.toString()).collectAsList().forEach(row -> expected.add(row.getString(1)));
            }
        }
        assertThat(Arrays.stream(dataset.train().labels()).mapToObj(Shapes.NAMES::get))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void takesNumbersAsLabelsAndAsPixels(@TempDir Path data) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            double[] pixels = new double[784];
            pixels[i] = 255;
            rows.add(RowFactory.create(pixels, 8 + i % 3));
        }
        write(data.resolve("train"), rows, DataTypes.createArrayType(DataTypes.DoubleType), DataTypes.IntegerType, 1);
        write(data.resolve("test"), rows, DataTypes.createArrayType(DataTypes.DoubleType), DataTypes.IntegerType, 2);

        ImageDataset dataset = parquet(data);

        assertThat(dataset.classNames()).containsExactly("8", "9", "10");
        assertThat(Arrays.stream(dataset.train().labels()).sorted().toArray())
                .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    }

    @Test
    void saysWhatIsWrongWithParquet(@TempDir Path data) throws IOException {
        assertRefused(
                () -> parquet(data),
                "file:" + data + ": has no train or train.parquet, a Parquet file or a directory of some");
        List<Row> rows = new ArrayList<>(rows(4));
        rows.add(RowFactory.create(new byte[] {1, 2}, "square"));
        write(data.resolve("train"), rows, DataTypes.BinaryType, DataTypes.StringType, 1);
        assertThatThrownBy(() -> parquet(data))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("file:" + data + "/train/part-")
                .hasMessageEndingWith(
                        "#4: neither a PNG or JPEG image nor 784 or 1024 pixels: found 2 bytes; mend the row or delete it");
        assertRefused(
                () -> ImageDataset.parquet(at(data), "picture", "label", session),
                "file:" + data + "/train: has no column picture, only image, label; name another with --column");
        assertRefused(
                () -> ImageDataset.parquet(at(data), "image", "digit", session),
                "file:" + data + "/train: has no column digit, only image, label; name another with --label-column");
        assertRefused(
                () -> ImageDataset.parquet(at(data), "image", "image", session),
                "file:" + data + "/train: column image is of type binary, expected whole numbers or text;"
                        + " name another with --label-column");
    }

    @Test
    void refusesARowWithoutAClassAndASingleClass(@TempDir Path data) throws IOException {
        List<Row> rows = new ArrayList<>(rows(2));
        rows.add(RowFactory.create(Shapes.png("cross", 1), null));
        write(data.resolve("train"), rows, DataTypes.BinaryType, DataTypes.StringType, 1);
        assertThatThrownBy(() -> parquet(data))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(": no class: the column is null; mend the row or delete it");

        write(data.resolve("one/train"), rows.subList(0, 1), DataTypes.BinaryType, DataTypes.StringType, 1);
        assertRefused(
                () -> parquet(data.resolve("one")),
                "file:" + data + "/one/train: examples of 1 classes (circle), expected 2 to 1000");
    }

    @Test
    void readsLettersThatLieOnTheirSides(@TempDir Path data) throws IOException {
        Shapes.writeLetters(data, 52, 26);

        ImageDataset dataset = ImageDataset.idx(at(data), true);

        assertThat(dataset.classNames()).hasSize(26).startsWith("1", "2").endsWith("26");
        assertThat(dataset.test().labels()).isEqualTo(IntStream.range(0, 26).toArray());
        assertThat(dataset.test().images().read(new int[] {3, 25}))
                .containsExactly(Shapes.letter(3, 55), Shapes.letter(25, 77));
        assertThat(dataset.digests().values())
                .extracting(FileDigest::name)
                .contains("emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-test-labels-idx1-ubyte.gz");
        Map<String, FileDigest> digests = dataset.digests();
        assertThat(digests).containsKey("t10k-images-idx3-ubyte");
    }

    @Test
    void refusesADirectoryWithSeveralSetsOfLetters(@TempDir Path data) throws IOException {
        Shapes.writeLetters(data, 26, 26);
        Files.write(data.resolve("emnist-digits-train-images-idx3-ubyte.gz"), new byte[1]);

        assertRefused(
                () -> ImageDataset.idx(at(data), true),
                "file:" + data + ": holds several sets (emnist-digits, emnist-letters), expected one;"
                        + " give each a directory");
    }
}
