package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import lenetspark.job.CommandRun;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.metrics.MlflowServer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outputs of {@code train} in the run directory and on the console. */
class TrainJobIT {

    private static final Path DATA = SampleRun.DATA;

    private static CommandRun command;
    private static RunFiles run;

    private final Path directory;
    private int count;

    TrainJobIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        run = new RunFiles(runs.resolve("run"));
        command = CommandRun.of(SampleRun.arguments(run.root()));
        assertThat(command.err()).isEmpty();
        assertThat(command.exitCode()).isZero();
    }

    @Test
    void shouldPrintOnlyResultsWhenQuiet() {
        Path output = directory.resolve("quiet");
        CommandRun quiet = CommandRun.of(SampleRun.arguments(output, "--quiet"));

        assertThat(quiet.exitCode()).isZero();
        assertThat(quiet.err()).isEmpty();
        assertThat(quiet.out()).hasSize(2);
        assertThat(quiet.out().get(0)).startsWith("test accuracy ");
        assertThat(quiet.out().get(1)).isEqualTo("wrote file:" + output + "/model/lenet.zip");
    }

    @Test
    void shouldWriteACompleteRunDirectory() throws IOException {
        assertThat(run.names())
                .containsExactly(
                        "checkpoints/epoch-0001-round-0000/model.zip",
                        "checkpoints/epoch-0001-round-0000/state.json",
                        "checkpoints/epoch-0002-round-0000/model.zip",
                        "checkpoints/epoch-0002-round-0000/state.json",
                        "checkpoints/latest.json",
                        "evaluation.json",
                        "events.out.tfevents.epoch-000001",
                        "events.out.tfevents.epoch-000002",
                        "events.out.tfevents.test",
                        "metrics.jsonl",
                        "model/lenet.zip",
                        "report/draw.html",
                        "report/index.html",
                        "run.json");
    }

    @Test
    void shouldRecordTheProvenanceOfTheModel() throws IOException {
        JsonNode record = run.json("run.json");

        assertThat(record.at("/configuration/seed").asText()).isEqualTo("42");
        assertThat(record.at("/configuration/averaging-frequency").asText()).isEqualTo("2");
        assertThat(record.at("/configuration/learning-rate").asText()).isEqualTo("0.003");
        assertThat(record.get("replicas").asInt()).isEqualTo(3);
        assertThat(record.get("dataUri").asText()).isEqualTo("file:" + DATA);
        assertThat(record.at("/data/train-labels-idx1-ubyte/sha256").asText())
                .isEqualTo(new RunFiles(DATA).sha256("train-labels-idx1-ubyte.gz"));
        assertThat(record.at("/data/train-labels-idx1-ubyte/bytes").asLong())
                .isEqualTo(Files.size(DATA.resolve("train-labels-idx1-ubyte.gz")));
        assertThat(record.get("data")).hasSize(4);
        assertThat(record.at("/network/layers")).hasSize(7);
        assertThat(record.get("parameters").asInt()).isEqualTo(61_706);
    }

    @Test
    void shouldRecordTheVersionOfEverythingThatComputed() throws IOException {
        JsonNode versions = run.json("run.json").get("versions");

        assertThat(versions.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("lenet-spark", "gitCommit", "spark", "hadoop", "deeplearning4j", "java");
        assertThat(versions.get("deeplearning4j").asText()).isEqualTo("1.0.0-M2");
        assertThat(versions.get("spark").asText()).matches("3\\.5\\.\\d+");
        assertThat(versions).allSatisfy(version -> assertThat(version.asText()).isNotBlank());
    }

    @Test
    void shouldRecordHowTheRunEnded() throws IOException {
        JsonNode result = run.result();

        assertThat(result.get("reason").asText()).isEqualTo("all epochs trained");
        assertThat(result.get("epochs").asInt()).isEqualTo(2);
        assertThat(result.get("computedBy").asText()).startsWith("simd, ");
        assertThat(result.get("seconds").asDouble()).isPositive();
        assertThat(result.get("validationAccuracy").asDouble()).isBetween(0.5, 1.0);
        assertThat(result.get("testAccuracy"))
                .isEqualTo(run.json("evaluation.json").get("accuracy"));
        assertThat(result.get("testLoss")).isEqualTo(run.json("evaluation.json").get("loss"));
    }

    @Test
    void shouldWriteEveryRoundAndEpochToTheMetrics() throws IOException {
        List<JsonNode> metrics = run.metrics();

        assertThat(metrics)
                .extracting(event -> event.get("event").asText())
                .containsExactly(
                        "round", "round", "round", "round", "round", "epoch", "round", "round", "round", "round",
                        "round", "epoch", "run");
        assertThat(metrics.subList(6, 11))
                .extracting(round -> round.get("round").asInt())
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(metrics.subList(6, 11).stream()
                        .mapToInt(round -> round.get("examples").asInt())
                        .sum())
                .isEqualTo(1_800);
        // 600 examples a replica: ten minibatches an epoch.
        assertThat(metrics.get(11).get("iteration").asInt()).isEqualTo(20);
        assertThat(metrics.get(11).get("examples").asInt()).isEqualTo(1_800);
        assertThat(metrics.get(12).get("testAccuracy")).isEqualTo(run.result().get("testAccuracy"));
    }

    @Test
    void shouldEvaluateEveryTestImageOnce() throws IOException {
        JsonNode evaluation = run.json("evaluation.json");
        long[] predicted = new long[10];
        long[] labels = new long[10];
        long correct = 0;
        for (int label = 0; label < 10; label++) {
            for (int taken = 0; taken < 10; taken++) {
                long count =
                        evaluation.at("/confusionMatrix/" + label + "/" + taken).asLong();
                labels[label] += count;
                predicted[taken] += count;
                correct += label == taken ? count : 0;
            }
        }

        assertThat(evaluation.get("examples").asInt()).isEqualTo(500);
        assertThat(labels).isEqualTo(testLabelCounts());
        assertThat(evaluation.get("accuracy").asDouble()).isEqualTo(correct / 500.0);
        for (int label = 0; label < 10; label++) {
            JsonNode report = evaluation.at("/classes/" + label);
            double right =
                    evaluation.at("/confusionMatrix/" + label + "/" + label).asDouble();
            double precision = predicted[label] == 0 ? 0 : right / predicted[label];
            double recall = right / labels[label];
            assertThat(report.get("support").asLong()).isEqualTo(labels[label]);
            assertThat(report.get("precision").asDouble()).isEqualTo(precision, within(1e-12));
            assertThat(report.get("recall").asDouble()).isEqualTo(recall, within(1e-12));
            assertThat(report.get("f1").asDouble())
                    .isEqualTo(right == 0 ? 0 : 2 * precision * recall / (precision + recall), within(1e-12));
        }
    }

    @Test
    void shouldListEveryMisclassifiedImageWithItsIndexInTheTestSet() throws IOException {
        JsonNode evaluation = run.json("evaluation.json");
        JsonNode mistakes = evaluation.get("misclassified");
        byte[] labels = testLabels();

        assertThat(mistakes)
                .hasSize((int) Math.round(500 * (1 - evaluation.get("accuracy").asDouble())));
        assertThat(mistakes)
                .extracting(mistake -> mistake.get("index").asInt())
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(mistakes).allSatisfy(mistake -> {
            assertThat(mistake.get("label").asInt())
                    .isEqualTo(labels[mistake.get("index").asInt()])
                    .isNotEqualTo(mistake.get("predicted").asInt());
            assertThat(mistake.get("probability").asDouble()).isBetween(0.1, 1.0);
        });
    }

    @Test
    void shouldStoreTheImagesOfTheMostConfidentMistakes() throws IOException {
        JsonNode evaluation = run.json("evaluation.json");
        JsonNode wrong = evaluation.get("mostConfidentlyWrong");
        byte[] images = testFile("t10k-images-idx3-ubyte.gz");

        assertThat(wrong).hasSize(Math.min(24, evaluation.get("misclassified").size()));
        assertThat(wrong)
                .extracting(mistake -> -mistake.get("probability").asDouble())
                .isSorted();
        assertThat(wrong).allSatisfy(mistake -> {
            int first = 16 + mistake.get("index").asInt() * 28 * 28;
            assertThat(mistake.get("image").binaryValue())
                    .isEqualTo(Arrays.copyOfRange(images, first, first + 28 * 28));
            assertThat(evaluation.get("misclassified")).contains(((ObjectNode) mistake.deepCopy()).without("image"));
        });
        assertThat(evaluation.at("/sample/label").asInt()).isEqualTo(7);
        assertThat(evaluation.at("/sample/image").binaryValue())
                .isEqualTo(Arrays.copyOfRange(images, 16, 16 + 28 * 28));
        assertThat(evaluation.get("imageHeight").asInt()).isEqualTo(28);
        assertThat(evaluation.get("imageWidth").asInt()).isEqualTo(28);
    }

    @Test
    void shouldRecordEveryReplicaAndTheLearningRateInEveryRound() throws IOException {
        assertThat(run.metrics())
                .filteredOn(event -> event.get("event").asText().equals("round"))
                .hasSize(10)
                .allSatisfy(round -> {
                    assertThat(round.get("replicaSeconds")).hasSize(3);
                    assertThat(round.get("replicaSeconds"))
                            .extracting(JsonNode::asDouble)
                            .contains(Math.round(round.get("computeSeconds").asDouble() * 1e4) / 1e4);
                    assertThat(round.get("learningRate").asDouble()).isEqualTo(0.003);
                    assertThat(round.get("divergence"))
                            .extracting(JsonNode::asDouble)
                            .hasSize(3)
                            .allSatisfy(share -> assertThat(share).isStrictlyBetween(0.0, 1.0));
                });
    }

    @Test
    void shouldEndWithAReportThatDoesNotReloadItself() {
        assertThat(run.root().resolve("report/index.html"))
                .content()
                .contains("all epochs trained")
                .doesNotContain("http-equiv=\"refresh\"");
    }

    @Test
    void shouldContinueTrainingWhenTheReportCannotBeWritten() throws IOException {
        RunFiles other = run.copyTo(directory.resolve("old"));
        other.loseEverythingAfter("epoch-0001-round-0000");
        other.delete("report");
        Files.writeString(other.root().resolve("report"), "in the way");

        CommandRun resumed = CommandRun.of(SampleRun.arguments(other.root(), "--resume=true"));

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: the report could not be written: file:" + other.root()
                        + "/report/index.html: ");
        assertThat(other.sha256("model/lenet.zip")).isEqualTo(run.sha256("model/lenet.zip"));
    }

    @Test
    void shouldNameTheNewestCheckpointWithItsDigests() throws IOException {
        JsonNode latest = run.json("checkpoints/latest.json");
        String newest = "checkpoints/" + latest.get("checkpoint").asText();

        assertThat(newest).isEqualTo("checkpoints/epoch-0002-round-0000");
        assertThat(latest.get("stateSha256").asText()).isEqualTo(run.sha256(newest + "/state.json"));
        assertThat(run.json(newest + "/state.json").get("modelSha256").asText())
                .isEqualTo(run.sha256(newest + "/model.zip"));
    }

    @Test
    void shouldKeepTheModelOfTheBestEpoch() throws IOException {
        JsonNode best = run.json("checkpoints/epoch-0002-round-0000/state.json").at("/progress/best");

        assertThat(run.result().get("bestEpoch")).isEqualTo(best.get("epoch"));
        assertThat(run.bytes("model/lenet.zip"))
                .isEqualTo(run.bytes("checkpoints/" + best.get("checkpoint").asText() + "/model.zip"));
    }

    @Test
    void shouldWriteAModelThatPlainDl4jRestores() throws IOException {
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(
                run.root().resolve("model/lenet.zip").toFile());

        assertThat(network.numParams()).isEqualTo(61_706);
        assertThat(network.getEpochCount())
                .isEqualTo(run.result().get("bestEpoch").asInt());
    }

    @Test
    void shouldPrintProgressOnTheConsole() throws IOException {
        String round =
                "epoch %d/2  round %d/5  loss \\d\\.\\d{4}  accuracy \\d+\\.\\d{2} %%  [\\d,]+ examples/s  ETA \\S+";
        String epoch = "epoch %d/2  loss \\d\\.\\d{4}  accuracy \\d+\\.\\d{2} %%  validation \\d+\\.\\d{2} %%"
                + "  1,800 examples in \\d+\\.\\d s \\([\\d,]+/s: compute \\d+ %%, averaging \\d+ %%, waiting \\d+ %%\\)";

        assertThat(command.out()).hasSize(17);
        assertThat(command.out().get(0))
                .isEqualTo("LeNet-5, 61,706 parameters, engine simd, 3 replicas on Spark local[2]");
        assertThat(command.out().get(1))
                .isEqualTo("data file:" + DATA + ": 1,800 training, 200 validation and 500 test images in 10 classes");
        assertThat(command.out().get(2)).isEqualTo("run  file:" + run.root());
        assertThat(command.out().get(3)).matches(round.formatted(1, 1));
        assertThat(command.out().get(8)).matches(epoch.formatted(1));
        assertThat(command.out().get(13)).matches(round.formatted(2, 5));
        assertThat(command.out().get(14)).matches(epoch.formatted(2));
        assertThat(command.out().get(15))
                .matches("test accuracy \\d+\\.\\d{2} % \\(\\d+ of 500\\) with the model of epoch \\d;"
                        + " all epochs trained; \\d+\\.\\d s");
        assertThat(command.out().get(16)).isEqualTo("wrote file:" + run.root() + "/model/lenet.zip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[2]", "local[4]"})
    void shouldTrainTheSameModelOnAnyNumberOfCores(String master) throws IOException {
        RunFiles again = new RunFiles(directory.resolve("again"));

        assertThat(CommandRun.on(master, SampleRun.arguments(again.root())).exitCode())
                .isZero();

        assertThat(again.sha256("model/lenet.zip")).isEqualTo(run.sha256("model/lenet.zip"));
        assertThat(again.timelessMetrics()).isEqualTo(run.timelessMetrics());
        assertThat(again.json("evaluation.json")).isEqualTo(run.json("evaluation.json"));
        assertThat(again.names()).isEqualTo(run.names());
    }

    @Test
    void shouldChooseWhatTheOptionsLeaveToTheRun() throws IOException {
        RunFiles chosen = new RunFiles(directory.resolve("chosen"));

        CommandRun all = CommandRun.on(
                "local[66]",
                "--data=" + DATA,
                "--validation-size=200",
                "--epochs=1",
                "--updater=adam",
                "--output=" + chosen.root());

        assertThat(all.exitCode()).isZero();
        assertThat(all.err())
                .containsExactly(
                        "lenet: warning: Using 64 replicas, not one for each of 66 slots: more were never shown to be"
                                + " as accurate; set replicas to use all");
        assertThat(all.out())
                .contains("auto batch-size 8, averaging-frequency 1, learning-rate 0.0269, warmup-epochs 0.1");
        assertThat(chosen.json("run.json").get("chosen"))
                .extracting(JsonNode::asText)
                .containsExactly("batch-size", "averaging-frequency", "learning-rate", "warmup-epochs");
        assertThat(chosen.json("run.json").at("/configuration/learning-rate").asText())
                .isEqualTo("0.0269");
    }

    @Test
    void shouldTrainAnotherModelWithAnotherSeed() throws IOException {
        RunFiles other = train("--seed=43");

        assertThat(other.sha256("model/lenet.zip")).isNotEqualTo(run.sha256("model/lenet.zip"));
        assertThat(other.result().get("testAccuracy").asDouble()).isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--updater=sgd --learning-rate=0.1",
                "--updater=nesterovs --learning-rate=0.01 --momentum=0.95",
                "--updater=adam --l2=0.0005",
                "--activation=relu --pooling=max",
                "--activation=scaled-tanh",
                "--augment=shift",
                "--augment=affine --augment-strength=0.5",
                "--dropout=0.3 --label-smoothing=0.1",
                "--averaging=nesterov --replicas=8",
                "--batch-size=7 --averaging-frequency=1000",
                "--replicas=1",
                "--replicas=16"
            })
    void shouldLearnWithEverySetting(String settings) throws IOException {
        RunFiles other = train(settings.split(" "));

        assertThat(other.result().get("testAccuracy").asDouble()).isGreaterThan(0.3);
        assertThat(other.metrics())
                .last()
                .extracting(event -> event.get("event").asText())
                .isEqualTo("run");
    }

    @Test
    void shouldTrainASimilarModelWithEngineDl4j() throws IOException {
        List<JsonNode> simd = train("--validation-size=1800", "--epochs=1").metrics();
        RunFiles dl4j = train("--validation-size=1800", "--epochs=1", "--engine=dl4j");

        assertThat(dl4j.result().get("computedBy").asText()).startsWith("dl4j");
        for (int i = 0; i < simd.size() - 1; i++) {
            assertThat(dl4j.metrics().get(i).get("loss").asDouble())
                    .isEqualTo(simd.get(i).get("loss").asDouble(), within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--updater=sgd --activation=relu --pooling=max", "--updater=nesterovs --activation=scaled-tanh"})
    void shouldTrainWithEngineDl4jAndEverySetting(String settings) throws IOException {
        RunFiles dl4j = train((settings + " --engine=dl4j --validation-size=1940 --epochs=1").split(" "));

        assertThat(dl4j.result().get("epochs").asInt()).isEqualTo(1);
    }

    @Test
    void shouldTrainWithTheAveragingOfDl4j() throws IOException {
        RunFiles stock = train("--averaging=dl4j", "--validation-size=1940", "--batch-size=10", "--epochs=1");

        assertThat(stock.metrics())
                .extracting(event -> event.get("event").asText())
                .containsExactly("epoch", "run");
        assertThat(stock.metrics().get(0).get("examples").asInt()).isEqualTo(60);
        assertThat(stock.names()).contains("model/lenet.zip", "evaluation.json");
    }

    @Test
    void shouldTrainWithMoreReplicasThanExamples() throws IOException {
        RunFiles few = train("--validation-size=1990", "--replicas=16");

        assertThat(few.metrics().get(0).get("replicas").asInt()).isEqualTo(10);
        assertThat(few.metrics().get(1).get("examples").asInt()).isEqualTo(10);
    }

    @Test
    void shouldTrainOnEveryExampleWithoutAValidationSet() throws IOException {
        RunFiles all = train("--validation-size=0");

        assertThat(all.metrics().stream()
                        .filter(event -> event.get("event").asText().equals("epoch")))
                .hasSize(2)
                .allSatisfy(epoch -> {
                    assertThat(epoch.get("examples").asInt()).isEqualTo(2_000);
                    assertThat(epoch.has("validationAccuracy")).isFalse();
                });
        assertThat(all.result().has("validationAccuracy")).isFalse();
        assertThat(all.result().get("bestEpoch").asInt()).isEqualTo(2);
    }

    @Test
    void shouldWriteNeitherReportNorTensorBoardFilesWhenDisabled() throws IOException {
        RunFiles bare = train("--report=false", "--tensorboard=false");

        assertThat(bare.names())
                .contains("metrics.jsonl", "model/lenet.zip")
                .noneMatch(name -> name.startsWith("report/") || name.startsWith("events."));
        assertThat(bare.sha256("model/lenet.zip")).isEqualTo(run.sha256("model/lenet.zip"));
    }

    @Test
    void shouldLogTheRunToAnMlflowServer() throws IOException {
        try (MlflowServer server = new MlflowServer()) {
            RunFiles tracked = train("--mlflow-uri=" + server.uri());

            assertThat(tracked.json("run.json").at("/configuration/mlflow-uri").asText())
                    .isEqualTo(server.uri());
            assertThat(server.bodies("experiments/create").get(0).get("name").asText())
                    .isEqualTo("lenet-spark");
            assertThat(server.bodies("runs/log-batch").toString())
                    .contains(
                            "\"averaging-frequency\"",
                            "\"round/loss\"",
                            "\"validation/accuracy\"",
                            "\"test/accuracy\"");
            assertThat(server.bodies("runs/update"))
                    .extracting(update -> update.get("status").asText())
                    .containsExactly("FINISHED");
        }
    }

    @Test
    void shouldKeepTheNewestCheckpointsAndTheBest() throws IOException {
        RunFiles few = train("--keep-last=1", "--checkpoint-every-rounds=2");

        String best = few.json("checkpoints/epoch-0002-round-0000/state.json")
                .at("/progress/best/checkpoint")
                .asText();
        assertThat(few.checkpoints()).hasSizeBetween(1, 2).contains(best, "epoch-0002-round-0000");
    }

    @Test
    void shouldReplaceARunWhenAskedTo() throws IOException {
        RunFiles old = run.copyTo(directory.resolve("old"));

        Files.writeString(old.root().resolve("leftover"), "of the old run");

        SampleRun.train(old.root(), "--overwrite=true", "--replicas=2");

        assertThat(old.names()).doesNotContain("leftover").contains("model/lenet.zip");
        assertThat(old.json("run.json").get("replicas").asInt()).isEqualTo(2);
    }

    private RunFiles train(String... settings) {
        return SampleRun.train(directory.resolve("run" + ++count), settings);
    }

    private static long[] testLabelCounts() throws IOException {
        long[] counts = new long[10];
        for (byte label : testLabels()) {
            counts[label]++;
        }
        return counts;
    }

    private static byte[] testLabels() throws IOException {
        byte[] file = testFile("t10k-labels-idx1-ubyte.gz");
        return Arrays.copyOfRange(file, 8, file.length);
    }

    private static byte[] testFile(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(DATA.resolve(name)))) {
            return in.readAllBytes();
        }
    }
}
