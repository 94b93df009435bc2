package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lenetspark.config.Engine;
import lenetspark.data.PadAndScale;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.evaluation.Evaluator;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.rounds.LocalSpark;
import lenetspark.training.replica.InputPipeline;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.Replica;
import lenetspark.training.replica.ReplicaFactory;
import lenetspark.training.replica.Shard;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

/** Tests that a program with plain DL4J, in its own JVM, can load the model archive. */
class StockReaderIT {

    private static final Path SAMPLE =
            Path.of("src", "test", "resources", "mnist-sample").toAbsolutePath();
    private static final Path PROGRAM = Path.of("src", "test", "resources", "stock-reader", "StockReader.java")
            .toAbsolutePath();
    private static final PadAndScale PAD_AND_SCALE = new PadAndScale(28, 28, LeNet.INPUT_SIZE, -1, 1);

    private final Path temporary;

    StockReaderIT(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @Test
    void shouldComputeTheSameInAProgramWithPlainDl4j() throws Exception {
        Path model = temporary.resolve("lenet.zip");
        List<float[]> expected = new ArrayList<>();
        EvaluationResult evaluation = LocalSpark.with("local[2]", context -> {
            MultiLayerNetwork network = train(context);
            write(network, model);
            ImageDataset mnist = Mnist.open(context);
            try (ShardedData test = ShardedData.cache(mnist.ordered(context, mnist.test(), 2), "test set");
                    Evaluator evaluator =
                            new Evaluator(context, Engine.SIMD, network.getLayerWiseConfigurations(), PAD_AND_SCALE)) {
                expected.addAll(probabilities(network, test));
                return evaluator.evaluate(ModelState.of(network), test, "evaluate");
            }
        });

        List<String> stockOutput = run(model);

        assertThat(stockOutput).hasSize(501);
        assertThat(Long.parseLong(stockOutput.get(0)))
                .isEqualTo(evaluation.correct())
                .isGreaterThan(300);
        for (int i = 0; i < 500; i++) {
            assertThat(floats(stockOutput.get(i + 1))).containsExactly(expected.get(i), within(1e-5f));
        }
    }

    private static MultiLayerNetwork train(JavaSparkContext context) {
        ImageDataset mnist = Mnist.open(context);
        try (WeightedAveragingTrainingMaster master = WeightedAveragingTrainingMaster.builder()
                .engine(Engine.SIMD)
                .batchSizePerWorker(32)
                .inputTransform(PAD_AND_SCALE)
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, TestNetworks.leNet(new Adam(0.002)), master);
            spark.fit(mnist.shards(context, mnist.train(), 2, 1));
            return spark.getNetwork();
        }
    }

    private static void write(MultiLayerNetwork network, Path model) {
        try (OutputStream out = Files.newOutputStream(model)) {
            new ModelArchive(network, new PixelScaling(-1, 1)).writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the probabilities that the kernels compute, in the order of the file. */
    private static List<float[]> probabilities(MultiLayerNetwork network, ShardedData test) {
        List<float[]> rows = new ArrayList<>();
        Replica replica = new ReplicaFactory(Engine.SIMD, network.getLayerWiseConfigurations(), null).create(1);
        replica.load(ModelState.of(network), 0);
        for (Shard shard : test.shards().collect()) {
            Minibatch minibatch = new Minibatch(shard, 1, InputPipeline.of(PAD_AND_SCALE));
            for (int i = 0; i < shard.size(); i++) {
                float[] row = new float[10];
                minibatch.fill(shard, new int[] {i}, 0, 1, 0);
                replica.predict(minibatch, row);
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> run(Path model) throws Exception {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        stockClassPath(),
                        PROGRAM.toString(),
                        model.toString(),
                        SAMPLE.resolve("t10k-images-idx3-ubyte.gz").toString(),
                        SAMPLE.resolve("t10k-labels-idx1-ubyte.gz").toString())
                .directory(temporary.toFile())
                .redirectOutput(Redirect.to(out.toFile()))
                .redirectError(Redirect.to(err.toFile()))
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }

    /** Returns the class path of DL4J, ND4J and their dependencies: the test's class path without this project and Spark. */
    private static String stockClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !entry.contains("lenet-spark") && !entry.contains("spark"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static float[] floats(String row) {
        String[] numbers = row.substring(1, row.length() - 1).split(", ");
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(numbers[i]);
        }
        return values;
    }
}
