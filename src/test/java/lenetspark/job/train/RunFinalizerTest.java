package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lenetspark.data.DataException;
import lenetspark.data.Samples;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.evaluation.Evaluations;
import lenetspark.job.Console;
import lenetspark.metrics.EventSink;
import lenetspark.metrics.EventStream;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.metrics.TrainingEvent;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import lenetspark.storage.Sha256;
import lenetspark.training.replica.ModelState;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

class RunFinalizerTest {

    private static final List<String> IN_ORDER =
            List.of("model/lenet.zip", "evaluation.json", "metrics.jsonl", "run.json");
    private static final String LOST = "another run may have taken over the run lock";
    private static final int ALWAYS = Integer.MAX_VALUE;

    private final ImageDataset dataset;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> steps = new ArrayList<>();
    private final MultiLayerNetwork network = network(0);
    private final ModelState best = ModelState.of(network(1));
    private Path path;
    private int permittedChecks = ALWAYS;

    /** Writes a data set of two classes, with ten images in each set. */
    RunFinalizerTest(@TempDir Path directory) throws IOException {
        path = directory.resolve("run");
        Path data = Files.createDirectory(directory.resolve("data"));
        for (String set : List.of("train", "t10k")) {
            Files.write(data.resolve(set + "-images-idx3-ubyte"), Samples.images(10, 1, 1, new byte[10]));
            Files.write(
                    data.resolve(set + "-labels-idx1-ubyte"),
                    Samples.labels(10, new byte[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
        }
        dataset = ImageDataset.idx(Directory.at(data.toString(), new Configuration()));
    }

    private static MultiLayerNetwork network(long seed) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Sgd(0.1), 0, 0, seed, 2)));
        network.init();
        return network;
    }

    /** Notes which files exist whenever it receives the end of the run. */
    private final class Recorder implements EventSink {
        @Override
        public void accept(TrainingEvent event) {
            steps.add(event.getClass().getSimpleName() + " after " + files());
        }
    }

    private RunFinalizer finalizer() {
        try {
            Directory directory = Directory.at(path.toString(), new Configuration());
            directory.create();
            RunDirectory run = new RunDirectory(directory.guarded(
                    () -> {
                        if (permittedChecks-- <= 0) {
                            throw new OwnershipLostException(LOST);
                        }
                    },
                    ".staging"));
            JsonLinesSink metrics = run.metrics(List.of());
            Console console = new Console(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
            RunRecord record = RunRecords.empty();
            return new RunFinalizer(
                    run,
                    record,
                    new EventStream(List.of(new Recorder(), metrics), console::warn),
                    console,
                    System.nanoTime());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TrainingLoop.Outcome outcome(String reason) {
        return new TrainingLoop.Outcome(reason, 3, 2, 0.75, "simd 512 bit", best);
    }

    private void finish(RunFinalizer.Test test) {
        finalizer().finish(outcome("all epochs trained"), dataset, new PixelScaling(0, 1), network, test);
    }

    private EvaluationResult test(ModelState state) {
        steps.add("test after " + files());
        assertThat(state).isSameAs(best);
        return Evaluations.correct(8);
    }

    /** Returns the visible files of the run, in the order in which a complete run writes them. */
    private List<String> files() {
        try (Stream<Path> walk = Files.walk(path)) {
            List<String> files = walk.filter(Files::isRegularFile)
                    .map(file -> path.relativize(file).toString())
                    .filter(file -> !file.startsWith(".") && !file.contains("/."))
                    .toList();
            assertThat(IN_ORDER).containsAll(files);
            return IN_ORDER.stream().filter(files::contains).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private JsonNode result() throws IOException {
        return new ObjectMapper().readTree(path.resolve("run.json").toFile()).get("result");
    }

    @Test
    void shouldWriteTheModelBeforeItsTestAndRunJsonLast() throws IOException {
        finish(this::test);

        assertThat(steps)
                .containsExactly("test after [model/lenet.zip]", "Run after [model/lenet.zip, evaluation.json]");
        assertThat(files()).isEqualTo(IN_ORDER);
        assertThat(Files.readString(path.resolve("metrics.jsonl")))
                .startsWith("{\"event\":\"run\",\"reason\":\"all epochs trained\",\"epochs\":3,\"bestEpoch\":2,"
                        + "\"validationAccuracy\":0.75,\"testAccuracy\":0.8,\"testLoss\":0.5,");
        byte[] model = Files.readAllBytes(path.resolve("model/lenet.zip"));
        assertThat(result().get("modelSha256").asText()).isEqualTo(Sha256.of(model));
        assertThat(result().get("testAccuracy").asDouble()).isEqualTo(0.8);
        assertThat(ModelState.of(ModelArchive.read(model).network()).parameters())
                .isEqualTo(best.parameters());
        assertThat(out())
                .matches(
                        "test accuracy 80.00 % \\(8 of 10\\) with the model of epoch 2; all epochs trained; \\d+\\.\\d s\n"
                                + "wrote file:" + path + "/model/lenet.zip\n");
    }

    @Test
    void shouldKeepTheModelAndRecordNoResultWhenTheTestFails() {
        assertThatThrownBy(() -> finish(state -> {
                    throw new DataException("t10k-images-idx3-ubyte: has changed");
                }))
                .isInstanceOf(DataException.class)
                .hasMessage("t10k-images-idx3-ubyte: has changed");

        assertThat(files()).containsExactly("model/lenet.zip");
        assertThat(steps).isEmpty();
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldWriteNothingAfterTheLockIsLostDuringTheTest() {
        assertThatThrownBy(() -> finish(state -> {
                    permittedChecks = 0;
                    return test(state);
                }))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessage(LOST);

        assertThat(files()).containsExactly("model/lenet.zip");
        assertThat(out()).isEmpty();
    }

    /** Every write checks the lock several times. The lock is lost before the first check, then before the second, and so on. */
    @Test
    void shouldWriteNothingMoreWheneverTheLockIsLost() {
        Set<List<String>> written = new LinkedHashSet<>();
        Throwable thrown = null;
        for (int checks = 0; checks == 0 || thrown != null; checks++) {
            path = path.resolveSibling("run-" + checks);
            permittedChecks = checks;
            thrown = catchThrowable(() -> finish(this::test));
            written.add(files());
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(OwnershipLostException.class).hasMessage(LOST);
                assertThat(out()).isEmpty();
            }
        }

        assertThat(written)
                .containsExactly(
                        List.of(), IN_ORDER.subList(0, 1), IN_ORDER.subList(0, 2), IN_ORDER.subList(0, 3), IN_ORDER);
    }

    @Test
    void shouldRecordAStoppedRunWithoutTestingItsModel() throws IOException {
        finalizer().finishStopped(outcome(StopRequest.REASON));

        assertThat(files()).containsExactly("run.json");
        assertThat(steps).isEmpty();
        assertThat(result().get("reason").asText()).isEqualTo(StopRequest.REASON);
        assertThat(result().has("testAccuracy")).isFalse();
        assertThat(result().has("modelSha256")).isFalse();
        assertThat(out()).isEqualTo(StopRequest.REASON + " after 3 epochs; continue with --resume\n");
    }
}
