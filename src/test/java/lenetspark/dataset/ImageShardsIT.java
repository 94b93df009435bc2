package lenetspark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import lenetspark.data.ExampleSet;
import lenetspark.data.Samples;
import lenetspark.data.Stratified;
import lenetspark.storage.BlockLocationFileSystem;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Compares the RDDs of a data set on local[2] with the result of an independent reader of the same files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageShardsIT {

    private static final int PIXELS = 28 * 28;

    private final Path raw;
    private final JavaSparkContext spark;
    private final byte[] trainPixels;

    ImageShardsIT(@TempDir Path temporary) throws IOException {
        raw = temporary;
        spark = new JavaSparkContext(new SparkConf()
                .setAppName("ImageShardsIT")
                .setMaster("local[2,2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                // The plan must also survive the serializer of the application.
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator"));
        trainPixels = independentRead("train-images-idx3-ubyte", 16);
    }

    @BeforeAll
    void decompressTheSample() throws IOException {
        for (String name : List.of(
                "train-images-idx3-ubyte",
                "train-labels-idx1-ubyte",
                "t10k-images-idx3-ubyte",
                "t10k-labels-idx1-ubyte")) {
            Files.write(raw.resolve(name), independentRead(name, 0));
        }
    }

    @AfterAll
    void stopSpark() {
        spark.stop();
    }

    /** Example as returned by a task. It is a class and not a record because Kryo cannot deserialize records. */
    private static final class Example {
        private final int partition;
        private final int label;
        private final byte[] pixels;

        Example(int partition, int label, byte[] pixels) {
            this.partition = partition;
            this.label = label;
            this.pixels = pixels;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Example example
                    && partition == example.partition
                    && label == example.label
                    && Arrays.equals(pixels, example.pixels);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(pixels);
        }
    }

    private static byte[] independentRead(String name, int header) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(Samples.MNIST.resolve(name + ".gz"))))) {
            in.skipNBytes(header);
            return in.readAllBytes();
        }
    }

    private ImageDataset open(String storage) throws IOException {
        Path path = storage.equals("raw") ? raw : Samples.MNIST.toAbsolutePath();
        return ImageDataset.idx(Directory.at(path.toUri().toString(), spark.hadoopConfiguration()));
    }

    private static List<Example> examples(JavaRDD<DataSet> blocks) {
        return blocks.mapPartitionsWithIndex(
                        (partition, sets) -> {
                            List<Example> found = new ArrayList<>();
                            sets.forEachRemaining(set -> found.addAll(examples(partition, set)));
                            return found.iterator();
                        },
                        true)
                .collect();
    }

    private static List<Example> examples(int partition, DataSet set) {
        assertThat(set.getFeatures().dataType()).isEqualTo(DataType.UINT8);
        assertThat(set.getLabels().dataType()).isEqualTo(DataType.UINT8);
        assertThat(set.getLabels().shape()).containsExactly(set.numExamples(), 10);
        assertThat(set.getFeatures().shape()).containsExactly(set.numExamples(), 1, 28, 28);
        assertThat(set.numExamples()).isBetween(1, 1024);
        int[] pixels = set.getFeatures().dup().data().asInt();
        int[] labels = set.getLabels().dup().data().asInt();
        List<Example> found = new ArrayList<>();
        for (int i = 0; i < set.numExamples(); i++) {
            byte[] own = new byte[PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                own[p] = (byte) pixels[i * PIXELS + p];
            }
            found.add(new Example(partition, oneHot(Arrays.copyOfRange(labels, i * 10, i * 10 + 10)), own));
        }
        return found;
    }

    private static int oneHot(int[] row) {
        assertThat(Arrays.stream(row).sum()).isEqualTo(1);
        return Arrays.stream(row).boxed().toList().indexOf(1);
    }

    private byte[] trainPixels(int index) {
        return Arrays.copyOfRange(trainPixels, index * PIXELS, (index + 1) * PIXELS);
    }

    @ParameterizedTest
    @CsvSource({"1,gz", "3,raw", "7,gz", "16,raw"})
    void shouldPutEveryExampleInExactlyOneShard(int partitions, String storage) throws IOException {
        ExampleSet subset = open(storage).split(500, 7).train();
        List<Example> found = examples(open(storage).shards(spark, subset, partitions, 11));

        int[][] dealt = Stratified.partition(subset.rawLabels(), partitions, 11);
        int[] indices = subset.indices();
        int[] labels = subset.labels();
        assertThat(found).hasSize(subset.size());
        int next = 0;
        for (int partition = 0; partition < partitions; partition++) {
            for (int position : dealt[partition]) {
                Example example = found.get(next++);
                assertThat(example.partition).isEqualTo(partition);
                assertThat(example.label).isEqualTo(labels[position]);
                assertThat(example.pixels).isEqualTo(trainPixels(indices[position]));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,raw", "3,gz", "7,raw", "16,gz"})
    void shouldKeepFileOrderInOrderedPartitions(int partitions, String storage) throws IOException {
        ImageDataset dataset = open(storage);
        List<Example> found = examples(dataset.ordered(spark, dataset.train(), partitions));

        int[] labels = dataset.train().labels();
        assertThat(found).hasSize(2000);
        for (int i = 0; i < labels.length; i++) {
            assertThat(found.get(i).label).isEqualTo(labels[i]);
            assertThat(found.get(i).pixels).isEqualTo(trainPixels(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "gz"})
    void shouldAllowMorePartitionsThanExamples(String storage) throws IOException {
        ImageDataset dataset = open(storage);
        ExampleSet few = dataset.split(3, 1).validation();

        assertThat(sizes(dataset.shards(spark, few, 8, 1))).containsExactly(1, 1, 1, 0, 0, 0, 0, 0);
        assertThat(sizes(dataset.ordered(spark, few, 8)).stream().mapToInt(n -> n))
                .hasSize(8);
        assertThat(examples(dataset.ordered(spark, few, 8))).hasSize(3);
    }

    private static List<Integer> sizes(JavaRDD<DataSet> blocks) {
        return blocks.glom()
                .map(sets -> sets.stream().mapToInt(DataSet::numExamples).sum())
                .collect();
    }

    @Test
    void shouldReadTheSameExamplesWhenATaskIsRetried() throws IOException {
        ImageDataset dataset = open("gz");
        JavaRDD<DataSet> shards = dataset.shards(spark, dataset.train(), 3, 5);

        JavaRDD<DataSet> failsOnce = shards.mapPartitions(sets -> {
            // The partition is read only partially.
            if (TaskContext.get().attemptNumber() == 0) {
                sets.next();
                throw new IllegalStateException("a lost executor");
            }
            return sets;
        });

        assertThat(examples(failsOnce)).isEqualTo(examples(shards));
    }

    @Test
    void shouldSerializeBlocksWithJava() throws IOException {
        ImageDataset dataset = open("raw");
        JavaRDD<DataSet> shards = dataset.shards(spark, dataset.test(), 2, 5);
        DataSet block = shards.first();

        DataSet arrived = Samples.throughJavaSerialisation(block);

        assertThat(arrived.getFeatures()).isEqualTo(block.getFeatures());
        assertThat(arrived.getFeatures().dataType()).isEqualTo(DataType.UINT8);
        assertThat(arrived.getLabels()).isEqualTo(block.getLabels());
        assertThat(arrived.getLabels().dataType()).isEqualTo(DataType.UINT8);
        assertThat(examples(0, arrived)).isEqualTo(examples(0, block));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEMORY_ONLY", "MEMORY_AND_DISK_SER"})
    void shouldReturnTheSameBlocksFromTheCache(String level) throws IOException {
        ImageDataset dataset = open("raw");
        JavaRDD<DataSet> plain = dataset.shards(spark, dataset.test(), 3, 5);
        JavaRDD<DataSet> cached = dataset.shards(spark, dataset.test(), 3, 5).persist(StorageLevel.fromString(level));

        examples(cached);
        assertThat(examples(cached)).isEqualTo(examples(plain));
        cached.unpersist();
    }

    @Test
    void shouldPreferHostsOfTheFileUnlessCoresWouldBeIdle() throws IOException {
        ImageDataset dataset =
                ImageDataset.idx(Directory.at("placed:" + raw, BlockLocationFileSystem.configuration("one,other")));

        assertThat(preferred(dataset.shards(spark, dataset.train(), 2, 5))).containsExactly("one other", "one other");
        assertThat(preferred(dataset.shards(spark, dataset.train(), 1, 5))).containsExactly("");
        assertThat(examples(dataset.shards(spark, dataset.test(), 2, 5)))
                .isEqualTo(examples(open("raw").shards(spark, dataset.test(), 2, 5)));
    }

    /** Returns the preferred hosts of each task. */
    private List<String> preferred(JavaRDD<DataSet> shards) {
        return IntStream.range(0, shards.getNumPartitions())
                .mapToObj(partition ->
                        spark.sc().getPreferredLocs(shards.rdd(), partition).mkString(" "))
                .toList();
    }

    @Test
    void shouldRejectAnImageThatChangedAfterVerification(@TempDir Path copy) throws IOException {
        Samples.copyTo(copy);
        byte[] images = Files.readAllBytes(raw.resolve("train-images-idx3-ubyte"));
        Files.delete(copy.resolve("train-images-idx3-ubyte.gz"));
        Files.write(copy.resolve("train-images-idx3-ubyte"), images);
        ImageDataset dataset = ImageDataset.idx(Directory.at(copy.toUri().toString(), new Configuration()));
        JavaRDD<DataSet> shards = dataset.shards(spark, dataset.train(), 2, 5);
        assertThat(examples(shards)).hasSize(2000);
        images[16 + 17 * PIXELS + 3] ^= 1;
        Files.write(copy.resolve("train-images-idx3-ubyte"), images);

        assertThatThrownBy(shards::count)
                .hasStackTraceContaining("train-images-idx3-ubyte: changed since it was verified: found other pixels in"
                        + " image 17, expected the same; change no files during a run");
    }

    @Test
    void shouldRejectAFileThatChangedAfterVerification(@TempDir Path copy) throws IOException {
        Samples.copyTo(copy);
        ImageDataset dataset = ImageDataset.idx(Directory.at(copy.toUri().toString(), new Configuration()));
        Files.write(copy.resolve("t10k-images-idx3-ubyte.gz"), new byte[100]);

        JavaRDD<DataSet> shards = dataset.shards(spark, dataset.test(), 2, 5);
        assertThatThrownBy(shards::count)
                .hasStackTraceContaining("changed since it was verified: found 100 bytes, expected 77685 bytes");
    }
}
