package lenetspark.dataset;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import lenetspark.data.DataException;
import lenetspark.data.ExampleSet;
import lenetspark.data.FileDigest;
import lenetspark.data.Shapes;
import lenetspark.data.Stratified;
import lenetspark.data.image.ImageException;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredImage;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
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

/** Data sets of image files and of Parquet files that executors read with the serializer of the application. */
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
        return ImageDataset.imageFiles(at(data), OptionalInt.empty(), session);
    }

    private ImageDataset parquet(Path data) throws IOException {
        return ImageDataset.parquet(at(data), "image", "label", OptionalInt.empty(), session);
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
    void shouldOrderImageFilesByPathAndSortClasses(@TempDir Path data) throws IOException {
        Shapes.write(data, 12, 2);

        ImageDataset dataset = files(data);

        assertThat(dataset.classNames()).isEqualTo(Shapes.NAMES);
        assertThat(dataset.train().size()).isEqualTo(36);
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
            return InputImage.ofFile(file).pixels();
        } catch (ImageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldPutEveryExampleInOneShardInOrder(@TempDir Path data) throws IOException {
        Shapes.write(data, 12, 2);
        ImageDataset dataset = files(data);
        ExampleSet train = dataset.split(6, 3).train();

        List<List<DataSet>> shards =
                dataset.shards(context(), train, 4, 9).glom().collect();

        int[][] dealt = Stratified.partition(train.rawLabels(), 4, 9);
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
    void shouldComputeStatisticsAndDigestOfDecodedImages(@TempDir Path data) throws IOException {
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
    void shouldReportTheFirstDamagedImageRegardlessOfTaskOrder(@TempDir Path data) throws IOException {
        Shapes.write(data, 4, 1);
        Files.write(data.resolve("train/square/3.png"), new byte[0]);
        Files.writeString(data.resolve("train/cross/2.png"), "no image");

        assertRefused(
                () -> files(data),
                "file:" + data + "/train/cross/2.png: not a PNG or JPEG image; replace the file or delete it"
                        + " (and 1 more like it)");
    }

    /** Rows of an RDD when it is recomputed; the test changes them between two jobs. */
    private enum Rows {
        THE_SAME,
        REVERSED,
        WITHOUT_A_PARTITION
    }

    private static volatile Rows rows = Rows.THE_SAME;

    private record Shape(int number) implements StoredImage {
        @Override
        public Object id() {
            return "shape " + number;
        }

        @Override
        public InputImage decode() throws ImageException {
            return InputImage.ofFile(Shapes.png(Shapes.NAMES.get(number % 3), number));
        }
    }

    private ImageDataset labelled(OptionalInt classes, int... labels) {
        JavaRDD<ImageDataset.Labelled> images = context()
                .parallelize(IntStream.range(0, labels.length).boxed().toList(), 2)
                .mapPartitionsWithIndex(
                        (partition, some) -> {
                            List<ImageDataset.Labelled> all = new ArrayList<>();
                            some.forEachRemaining(number -> all.add(
                                    new ImageDataset.Labelled(new Shape(number), String.valueOf(labels[number]))));
                            if (rows == Rows.REVERSED) {
                                Collections.reverse(all);
                            }
                            return rows == Rows.WITHOUT_A_PARTITION && partition == 1
                                    ? Collections.emptyIterator()
                                    : all.iterator();
                        },
                        true);
        return ImageDataset.of("rows", images, classes, session);
    }

    private static List<String> contents(JavaRDD<DataSet> shards) {
        return shards.collect().stream()
                .map(set -> Arrays.toString(set.getFeatures().dup().data().asInt())
                        + Arrays.toString(set.getLabels().dup().data().asInt()))
                .toList();
    }

    @Test
    void shouldRejectRowsInADifferentOrderWhenDecodedAgain() {
        rows = Rows.THE_SAME;
        ImageDataset dataset = labelled(OptionalInt.empty(), 0, 1, 2, 0, 1, 2, 0, 1);
        JavaRDD<DataSet> shards = dataset.shards(context(), dataset.train(), 2, 5);
        List<String> first = contents(shards);
        // Each RDD has its own shuffle, whose files remain after the decoded blocks are lost.
        JavaRDD<DataSet> afterwards = dataset.shards(context(), dataset.train(), 2, 5);
        rows = Rows.REVERSED;
        assertThat(contents(afterwards)).isEqualTo(first);

        dataset.release();

        JavaRDD<DataSet> again = dataset.shards(context(), dataset.train(), 2, 5);
        assertThatThrownBy(again::count)
                .hasRootCauseInstanceOf(DataException.class)
                .rootCause()
                // Of the partition whose task is first.
                .hasMessageMatching(
                        "rows: examples have changed since they were first decoded, at position 0 of 000000000[01], and"
                                + " would get wrong labels; persist or checkpoint a DataFrame whose row order varies, and do"
                                + " not change files during a run");
        assertThatThrownBy(() -> dataset.train().images().read(new int[] {1}))
                .hasRootCauseInstanceOf(DataException.class);
        rows = Rows.THE_SAME;
        assertThat(contents(dataset.shards(context(), dataset.train(), 2, 5))).isEqualTo(first);
    }

    @Test
    void shouldRejectAShardWithMissingRowsWhenDecodedAgain() {
        rows = Rows.THE_SAME;
        ImageDataset dataset = labelled(OptionalInt.empty(), 0, 1, 2, 0, 1, 2, 0, 1);
        dataset.release();
        rows = Rows.WITHOUT_A_PARTITION;

        JavaRDD<DataSet> shards = dataset.shards(context(), dataset.train(), 1, 5);

        assertThatThrownBy(shards::count)
                .rootCause()
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "rows: examples have changed since they were first decoded, at shard 0, with 4 of"
                                + " 8 examples, and");
    }

    @Test
    void shouldRejectAChangedImageFileWhenDecodedAgain(@TempDir Path data) throws IOException {
        Shapes.write(data, 4, 1);
        ImageDataset dataset = files(data);
        Files.write(data.resolve("train/cross/2.png"), Shapes.png("cross", 77));
        dataset.release();

        JavaRDD<DataSet> shards = dataset.shards(context(), dataset.train(), 2, 5);

        assertThatThrownBy(shards::count)
                .rootCause()
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "file:" + data + "/train: examples have changed since they were first decoded, at");
    }

    @Test
    void shouldReportTheFirstRowAfterAMissingLabel() {
        rows = Rows.THE_SAME;

        assertRefused(
                () -> labelled(OptionalInt.empty(), 0, 1, 1, 0, 0, 3, 4, 1),
                "rows: label 3 in row 1 of partition 1, but no example has label 2; correct the label, or set classes to"
                        + " 5 if a class may have no examples");
        assertRefused(
                () -> labelled(OptionalInt.of(4), 0, 1, 1, 0, 0, 3, 4, 1),
                "rows: label 4, expected a whole number from 0 to 3 in row 2 of partition 1");
        assertThat(labelled(OptionalInt.of(6), 0, 1, 1, 0, 0, 3, 4, 1).classNames())
                .containsExactly("0", "1", "2", "3", "4", "5");
        assertRefused(
                () -> labelled(OptionalInt.empty(), 0, 0, 0, 0), "rows: examples of 1 classes (0), expected 2 to 1000");
    }

    @Test
    void shouldUseTheNumberOfClassesForNumericLabelsAndCheckItForNames(@TempDir Path data) throws IOException {
        List<Row> numbers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            numbers.add(RowFactory.create(Shapes.png("cross", i), i % 2 == 0 ? 2 : 4));
        }
        write(data.resolve("train"), numbers, DataTypes.BinaryType, DataTypes.IntegerType, 1);
        write(data.resolve("test"), numbers, DataTypes.BinaryType, DataTypes.IntegerType, 1);

        ImageDataset dataset = ImageDataset.parquet(at(data), "image", "label", OptionalInt.of(6), session);
        assertThat(dataset.classNames()).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(Arrays.stream(dataset.test().labels()).distinct().sorted()).containsExactly(2, 4);
        assertThatThrownBy(() -> ImageDataset.parquet(at(data), "image", "label", OptionalInt.of(4), session))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("file:" + data + "/train/part-")
                .hasMessageMatching(".*#[0-9]+: label 4, expected 0 to 3");

        Shapes.write(data.resolve("shapes"), 1, 1);
        assertRefused(
                () -> ImageDataset.imageFiles(at(data.resolve("shapes")), OptionalInt.of(4), session),
                "file:" + data + "/shapes/train: examples of 3 classes (circle, cross, square), expected 4; correct the"
                        + " labels or set classes to 3");
    }

    @Test
    void shouldReportInvalidDirectories(@TempDir Path data) throws IOException {
        assertRefused(
                () -> files(data),
                "file:" + data
                        + "/train: no such directory, expected a directory with images in one subdirectory per class");
        Files.createDirectories(data.resolve("train"));
        assertRefused(
                () -> files(data),
                "file:" + data + "/train: has no files, expected images in one subdirectory per class");
        Shapes.write(data, 2, 1);
        Files.write(data.resolve("train/stray.png"), Shapes.png("cross", 1));
        assertRefused(
                () -> files(data),
                "file:" + data
                        + "/train/stray.png: is not in a class directory; move it into a class directory of file:"
                        + data + "/train");
        Files.delete(data.resolve("train/stray.png"));
        Files.createDirectories(data.resolve("test/triangle"));
        Files.write(data.resolve("test/triangle/1.png"), Shapes.png("cross", 1));
        assertRefused(
                () -> files(data),
                "file:" + data
                        + "/test: has the class triangle, expected those of the training set: circle, cross, square");
    }

    @Test
    void shouldMapTestSetToClassesOfTheModel(@TempDir Path data) throws IOException {
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
    void shouldReadParquetInOrderOfFilesAndRows(@TempDir Path data) throws IOException {
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
    void shouldAcceptNumbersAsLabelsAndPixels(@TempDir Path data) throws IOException {
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
    void shouldReportInvalidParquet(@TempDir Path data) throws IOException {
        assertRefused(
                () -> parquet(data),
                "file:" + data
                        + ": has no train or train.parquet, expected a Parquet file or a directory of Parquet files");
        List<Row> rows = new ArrayList<>(rows(4));
        rows.add(RowFactory.create(new byte[] {1, 2}, "square"));
        write(data.resolve("train"), rows, DataTypes.BinaryType, DataTypes.StringType, 1);
        assertThatThrownBy(() -> parquet(data))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("file:" + data + "/train/part-")
                .hasMessageEndingWith(
                        "#4: neither a PNG or JPEG image nor 784 or 1024 pixels: found 2 bytes; correct the row or delete it");
        assertRefused(
                () -> ImageDataset.parquet(at(data), "picture", "label", OptionalInt.empty(), session),
                "file:" + data + "/train: has no column picture, only image, label; name another with --column");
        assertRefused(
                () -> ImageDataset.parquet(at(data), "image", "digit", OptionalInt.empty(), session),
                "file:" + data + "/train: has no column digit, only image, label; name another with --label-column");
        assertRefused(
                () -> ImageDataset.parquet(at(data), "image", "image", OptionalInt.empty(), session),
                "file:" + data + "/train: column image is of type binary, expected whole numbers or text;"
                        + " name another with --label-column");
    }

    @Test
    void shouldRejectRowsWithoutClassAndSingleClasses(@TempDir Path data) throws IOException {
        List<Row> rows = new ArrayList<>(rows(2));
        rows.add(RowFactory.create(Shapes.png("cross", 1), null));
        write(data.resolve("train"), rows, DataTypes.BinaryType, DataTypes.StringType, 1);
        assertThatThrownBy(() -> parquet(data))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(": no class: the column is null; correct the row or delete it");

        write(data.resolve("one/train"), rows.subList(0, 1), DataTypes.BinaryType, DataTypes.StringType, 1);
        assertRefused(
                () -> parquet(data.resolve("one")),
                "file:" + data + "/one/train: examples of 1 classes (circle), expected 2 to 1000");
    }

    @Test
    void shouldReadTransposedLetters(@TempDir Path data) throws IOException {
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
    void shouldNameLettersByTheirMapping(@TempDir Path data) throws IOException {
        Shapes.writeLetters(data, 52, 26);
        StringBuilder mapping = new StringBuilder();
        for (int letter = 0; letter < 26; letter++) {
            mapping.append(letter + 1)
                    .append(' ')
                    .append('A' + letter)
                    .append(' ')
                    .append('a' + letter)
                    .append("\n");
        }
        Files.writeString(data.resolve("emnist-letters-mapping.txt"), mapping);

        ImageDataset dataset = ImageDataset.idx(at(data), true);

        assertThat(dataset.classNames()).hasSize(26).startsWith("A", "B").endsWith("Z");
        assertThat(dataset.describeClasses()).startsWith("26 classes: A, B, C, ");
        Files.writeString(data.resolve("emnist-letters-mapping.txt"), mapping + "27 48\n");
        assertThat(ImageDataset.idx(at(data), true).classNames()).hasSize(27).endsWith("Z", "0");
        Files.writeString(data.resolve("emnist-letters-mapping.txt"), "1 65\n2 66\n");
        assertRefused(
                () -> ImageDataset.idx(at(data), true),
                "file:" + data + "/emnist-letters-train-labels-idx1-ubyte.gz: label 3 at index 2, expected 1 to 2");
        for (String damage : List.of(" 65\n2 65\n", "x\n", "\n3 1114112\n")) {
            Files.writeString(data.resolve("emnist-letters-mapping.txt"), 1 + damage);
            assertThatThrownBy(() -> ImageDataset.idx(at(data), true))
                    .isInstanceOf(DataException.class)
                    .hasMessage("file:" + data + "/emnist-letters-mapping.txt: expected one line per label with the"
                            + " label and the code of a different character; delete the file to use the labels as class"
                            + " names");
        }
    }

    @Test
    void shouldRejectADirectoryWithSeveralEmnistSets(@TempDir Path data) throws IOException {
        Shapes.writeLetters(data, 26, 26);
        Files.write(data.resolve("emnist-digits-train-images-idx3-ubyte.gz"), new byte[1]);

        assertRefused(
                () -> ImageDataset.idx(at(data), true),
                "file:" + data + ": contains several data sets (emnist-digits, emnist-letters), expected one;"
                        + " move each to a directory of its own");
    }
}
