package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lenetspark.job.CommandRun;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that end early and are resumed. */
class ResumeIT {

    private static final String[] EVERY_ROUND = {"--checkpoint-every-rounds=1", "--keep-last=100"};

    /** The uninterrupted run, as reference. */
    private static RunFiles whole;

    private final Path directory;

    ResumeIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        whole = SampleRun.train(runs.resolve("whole"), EVERY_ROUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epoch-0000-round-0001",
                "epoch-0001-round-0000",
                "epoch-0001-round-0003",
                "epoch-0002-round-0000"
            })
    void shouldResumeToTheSameResult(String last) throws IOException {
        RunFiles resumed = SampleRun.train(diedAfter(last).root(), with(EVERY_ROUND, "--resume=true"));

        assertThat(resumed.names()).isEqualTo(whole.names());
        for (String name : whole.names()) {
            if (name.endsWith(".zip") || name.equals("evaluation.json")) {
                assertThat(resumed.sha256(name)).as(name).isEqualTo(whole.sha256(name));
            }
        }
        assertThat(resumed.timelessMetrics()).isEqualTo(whole.timelessMetrics());
        assertThat(RunFiles.timeless(resumed.result())).isEqualTo(RunFiles.timeless(whole.result()));
    }

    @Test
    void shouldResumeInTheMiddleOfTheEpochThatReachedTheMaximumTime() throws IOException {
        Path output = directory.resolve("run");
        RunFiles stopped = SampleRun.train(output, "--max-time=PT0.001S");

        assertThat(stopped.result().get("reason").asText()).isEqualTo("max time of 0.001s reached");
        assertThat(stopped.checkpoints()).containsExactly("epoch-0000-round-0001");
        assertThat(stopped.names()).contains("model/lenet.zip", "evaluation.json");

        RunFiles resumed = SampleRun.train(output, "--resume=true");

        assertThat(resumed.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(resumed.timelessMetrics()).isEqualTo(whole.timelessMetrics());
        assertThat(resumed.result().get("reason").asText()).isEqualTo("all epochs trained");
    }

    @Test
    void shouldTrainMoreEpochsThanBefore() throws IOException {
        Path output = directory.resolve("run");
        SampleRun.train(output, "--epochs=1");

        RunFiles resumed = SampleRun.train(output, "--resume=true");

        assertThat(resumed.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(resumed.json("run.json").at("/configuration/epochs").asText())
                .isEqualTo("2");
    }

    @Test
    void shouldContinueTheSchedule() throws IOException {
        RunFiles uninterrupted = SampleRun.train(directory.resolve("a"), "--schedule=cosine");
        SampleRun.train(directory.resolve("b"), "--schedule=cosine", "--max-time=PT0.001S");

        RunFiles resumed = SampleRun.train(directory.resolve("b"), "--schedule=cosine", "--resume=true");

        assertThat(uninterrupted.sha256("model/lenet.zip")).isNotEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(resumed.sha256("model/lenet.zip")).isEqualTo(uninterrupted.sha256("model/lenet.zip"));
    }

    @Test
    void shouldWarnThatMoreEpochsChangeTheCosineSchedule() throws IOException {
        Path output = directory.resolve("run");
        SampleRun.train(output, "--epochs=1", "--schedule=cosine", "--validation-size=1900");

        CommandRun resumed = CommandRun.of(
                SampleRun.arguments(output, "--schedule=cosine", "--validation-size=1900", "--resume=true"));

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .containsExactly("lenet: warning: the cosine schedule now ends after epoch 2 instead of 1:"
                        + " the result differs from a run that was started with 2 epochs");
    }

    @Test
    void shouldResumeWithoutAValidationSet() throws IOException {
        String[] settings = {"--validation-size=0", "--checkpoint-every-rounds=1"};
        RunFiles uninterrupted = SampleRun.train(directory.resolve("a"), settings);
        SampleRun.train(directory.resolve("b"), with(settings, "--max-time=PT0.001S"));

        RunFiles resumed = SampleRun.train(directory.resolve("b"), with(settings, "--resume=true"));

        assertThat(resumed.sha256("model/lenet.zip")).isEqualTo(uninterrupted.sha256("model/lenet.zip"));
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoints/epoch-0001-round-0004/model.zip, model.zip has SHA-256 ",
        "checkpoints/epoch-0001-round-0004/state.json, state.json has SHA-256 "
    })
    void shouldSkipADamagedCheckpoint(String file, String reason) throws IOException {
        RunFiles damaged = diedAfter("epoch-0001-round-0004");
        byte[] content = damaged.bytes(file);
        content[content.length / 2] ^= 1;
        Files.write(damaged.root().resolve(file), content);

        CommandRun resumed = resume(damaged);

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: checkpoint file:" + damaged.root()
                        + "/checkpoints/epoch-0001-round-0004 is damaged, using the previous one: " + reason);
        assertThat(damaged.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(damaged.timelessMetrics()).isEqualTo(whole.timelessMetrics());
    }

    @Test
    void shouldUseTheModelWhenTheBestCheckpointIsDamaged() throws IOException {
        RunFiles damaged = damagedBest();
        Path model = Files.createDirectory(damaged.root().resolve("model")).resolve("lenet.zip");
        Files.copy(whole.root().resolve("checkpoints/epoch-0001-round-0000/model.zip"), model);

        CommandRun resumed = resume(damaged);

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .singleElement()
                .asString()
                .startsWith(
                        "lenet: warning: file:" + damaged.root()
                                + ": the checkpoint of the best epoch, epoch-0001-round-0000, is damaged (model.zip has SHA-256 ")
                .endsWith("; using the identical model/lenet.zip");
        assertThat(damaged.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(RunFiles.timeless(damaged.result())).isEqualTo(RunFiles.timeless(whole.result()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another model"})
    void shouldResumeWithoutTheBestCheckpointAndItsCopy(String copy) throws IOException {
        RunFiles damaged = damagedBest();
        if (!copy.isEmpty()) {
            Files.writeString(
                    Files.createDirectory(damaged.root().resolve("model")).resolve("lenet.zip"), copy);
        }

        CommandRun resumed = resume(damaged);

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .singleElement()
                .asString()
                .endsWith(
                        " and model/lenet.zip is not a copy of it; the best epoch is selected from the epochs trained from now on");
        assertThat(damaged.result().get("bestEpoch").asInt()).isEqualTo(2);
        assertThat(damaged.timelessMetrics().subList(0, 12))
                .isEqualTo(whole.timelessMetrics().subList(0, 12));
    }

    /** Creates a run that died in its second epoch and whose best checkpoint, that of the first epoch, has a flipped bit. */
    private RunFiles damagedBest() throws IOException {
        RunFiles run = diedAfter("epoch-0001-round-0004");
        byte[] content = run.bytes("checkpoints/epoch-0001-round-0000/model.zip");
        content[content.length / 2] ^= 1;
        Files.write(run.root().resolve("checkpoints/epoch-0001-round-0000/model.zip"), content);
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "null", "[1]"})
    void shouldFindTheNewestCheckpointWhenTheManifestIsDamaged(String content) throws IOException {
        RunFiles damaged = diedAfter("epoch-0001-round-0004");
        Files.writeString(damaged.root().resolve("checkpoints/latest.json"), content);

        CommandRun resumed = resume(damaged);

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: manifest file:" + damaged.root()
                        + "/checkpoints/latest.json cannot be used, searching for the newest checkpoint: ");
        assertThat(damaged.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}\n", "{\"event\":\"rou"})
    void shouldRewriteMetricsThatACrashDamaged(String content) throws IOException {
        RunFiles torn = diedAfter("epoch-0001-round-0004");
        Files.writeString(torn.root().resolve("metrics.jsonl"), content);

        assertThat(resume(torn).err()).isEmpty();

        assertThat(torn.timelessMetrics()).isEqualTo(whole.timelessMetrics());
    }

    @Test
    void shouldNameEverySettingThatDiffers() throws IOException {
        RunFiles run = diedAfter("epoch-0001-round-0000");
        List<String> before = run.names();

        CommandRun refused = CommandRun.of(SampleRun.arguments(
                run.root(), "--resume=true", "--seed=7", "--updater=sgd", "--replicas=2", "--batch-size=32"));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .containsExactly("lenet: file:" + run.root()
                        + ": cannot be resumed with other settings: batch-size is 32, was 64;"
                        + " replicas is 2, was 3; seed is 7, was 42; updater is sgd, was adam");
        assertThat(run.names()).isEqualTo(before);
    }

    /** A tenth of the epochs would be another warm-up, and another result. */
    @Test
    void shouldKeepWhatTheRunHasChosenForItsFirstEpochs() throws IOException {
        RunFiles run = SampleRun.train(directory.resolve("run"), "--epochs=2", "--schedule=step", "--step-epochs=1");

        SampleRun.train(run.root(), "--resume=true", "--epochs=4", "--schedule=step", "--step-epochs=1");

        assertThat(run.json("run.json").get("chosen")).hasToString("[\"warmup-epochs\"]");
        assertThat(run.json("run.json").at("/configuration/warmup-epochs").asText())
                .isEqualTo("0.2");
        assertThat(run.result().get("epochs").asInt()).isEqualTo(4);
    }

    @Test
    void shouldRefuseToResumeWithoutAnOptionOfTheFirstStart() {
        RunFiles run = SampleRun.train(directory.resolve("run"), "--epochs=1", "--aggregation-depth=2");

        CommandRun refused = CommandRun.of(SampleRun.arguments(run.root(), "--resume=true"));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .containsExactly("lenet: file:" + run.root()
                        + ": cannot be resumed with other settings: aggregation-depth is 1, was 2");
    }

    @Test
    void shouldStopWhenThePatienceIsExhausted() throws IOException {
        RunFiles run = SampleRun.train(
                directory.resolve("run"),
                "--learning-rate=1e-12",
                "--updater=sgd",
                "--validation-size=1800",
                "--epochs=9",
                "--early-stopping-patience=2");

        assertThat(run.result().get("reason").asText()).isEqualTo("no better validation accuracy in 2 epochs");
        assertThat(run.result().get("epochs").asInt()).isEqualTo(3);
        assertThat(run.result().get("bestEpoch").asInt()).isEqualTo(1);
    }

    @Test
    void shouldStopAtTheTargetAccuracy() throws IOException {
        RunFiles run = SampleRun.train(directory.resolve("run"), "--target-accuracy=0.3", "--epochs=9");

        assertThat(run.result().get("reason").asText()).isEqualTo("target accuracy reached");
        assertThat(run.result().get("epochs").asInt()).isLessThan(9);
        assertThat(run.result().get("validationAccuracy").asDouble()).isGreaterThanOrEqualTo(0.3);
    }

    @Test
    void shouldEndARunThatDivergesAndKeepItsLastGoodCheckpoint() throws IOException {
        // Every step multiplies the weights by some minus hundred.
        String[] settings = {
            "--updater=sgd", "--learning-rate=1", "--l2=100", "--averaging-frequency=1", "--checkpoint-every-rounds=1"
        };
        RunFiles run = new RunFiles(directory.resolve("run"));

        CommandRun diverged = CommandRun.of(SampleRun.arguments(run.root(), settings));

        assertThat(diverged.exitCode()).isEqualTo(5);
        assertThat(diverged.err())
                .singleElement()
                .asString()
                .matches("lenet: Training diverged in epoch \\d, round \\d+: the loss is \\S+"
                        + " and the parameters are no longer usable; try a smaller learning rate");
        JsonNode latest = run.json("checkpoints/latest.json");
        assertThat(latest.get("stateSha256").asText())
                .isEqualTo(run.sha256("checkpoints/" + latest.get("checkpoint").asText() + "/state.json"));
        assertThat(run.json("run.json").has("result")).isFalse();
        assertThat(resume(run, settings).exitCode()).isEqualTo(5);
    }

    /** The loss of saturated tanh stays finite. */
    @ParameterizedTest
    @ValueSource(strings = {"relu", "tanh"})
    void shouldEndARunThatDivergesAtOnce(String activation) {
        CommandRun diverged = CommandRun.of(SampleRun.arguments(
                directory.resolve("run"), "--updater=sgd", "--activation=" + activation, "--learning-rate=1e30"));

        assertThat(diverged.exitCode()).isEqualTo(5);
        assertThat(diverged.err())
                .singleElement()
                .asString()
                .startsWith("lenet: Training diverged in epoch 1, round 1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "empty", "run.json alone", "half a checkpoint"})
    void shouldStartFromTheBeginningWhereThereIsNoCompleteCheckpoint(String left) throws IOException {
        RunFiles run = new RunFiles(directory.resolve("run"));
        if (!left.equals("absent")) {
            Files.createDirectory(run.root());
        }
        if (left.equals("run.json alone") || left.equals("half a checkpoint")) {
            ObjectNode record = (ObjectNode) whole.json("run.json");
            record.remove("result");
            Files.writeString(run.root().resolve("run.json"), record.toString());
        }
        if (left.equals("half a checkpoint")) {
            Path half = Files.createDirectories(run.root().resolve("checkpoints/epoch-0000-round-0001"));
            Files.write(half.resolve("model.zip"), whole.bytes("checkpoints/epoch-0000-round-0001/model.zip"));
            Files.writeString(run.root().resolve("metrics.jsonl"), "{\"event\":\"rou");
            Files.createDirectory(run.root().resolve(".staging-dead"));
        }

        CommandRun started = resume(run);

        assertThat(started.exitCode()).as("%s", started.err()).isZero();
        assertThat(started.err())
                .allMatch(line -> line.contains("epoch-0000-round-0001 is damaged, using the previous one: ")
                        || line.contains("latest.json cannot be used, searching for the newest checkpoint: "));
        assertThat(started.out())
                .containsOnlyOnce(
                        "file:" + run.root() + ": has no complete checkpoint yet: starting from the beginning");
        assertThat(run.names()).isEqualTo(whole.names());
        assertThat(run.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(run.timelessMetrics()).isEqualTo(whole.timelessMetrics());
    }

    @Test
    void shouldWarnWhenARunWithoutACheckpointHadOtherSettings() throws IOException {
        RunFiles run = new RunFiles(Files.createDirectory(directory.resolve("run")));
        ObjectNode record = (ObjectNode) whole.json("run.json");
        record.remove("result");
        ((ObjectNode) record.get("configuration")).put("seed", "7").put("batch-size", "8");
        Files.writeString(run.root().resolve("run.json"), record.toString());

        CommandRun started = resume(run);

        assertThat(started.exitCode()).isZero();
        assertThat(started.err())
                .containsExactly(
                        "lenet: warning: file:" + run.root()
                                + ": was started with other settings (batch-size, seed) and made no checkpoint: starting with the new ones");
        assertThat(run.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "checkpoints"})
    void shouldEndAtOnceWhenTheRunIsComplete(String deleted) throws IOException {
        RunFiles run = whole.copyTo(directory.resolve("run"));
        if (!deleted.isEmpty()) {
            run.delete(deleted);
        }
        List<String> names = run.names();
        String record = run.sha256("run.json");
        String metrics = run.sha256("metrics.jsonl");

        CommandRun resumed = resume(run);

        assertThat(resumed.exitCode()).as("%s", resumed.err()).isZero();
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.out())
                .singleElement()
                .asString()
                .matches(
                        "file:" + run.root()
                                + ": has finished after 2 epochs \\(all epochs trained\\): test accuracy \\d+\\.\\d\\d %, model model/lenet.zip");
        assertThat(run.names()).isEqualTo(names);
        assertThat(run.sha256("run.json")).isEqualTo(record);
        assertThat(run.sha256("metrics.jsonl")).isEqualTo(metrics);
    }

    @Test
    void shouldReplaceTheModelOfAnotherRunThatALateUploadWrote() throws IOException {
        RunFiles run = whole.copyTo(directory.resolve("run"));
        Files.writeString(run.root().resolve("model/lenet.zip"), "of another run");

        CommandRun resumed = resume(run);

        assertThat(resumed.exitCode()).as("%s", resumed.err()).isZero();
        assertThat(run.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(run.result().get("modelSha256").asText()).isEqualTo(run.sha256("model/lenet.zip"));
    }

    @Test
    void shouldKeepTheIdOfTheRunOnResume() throws IOException {
        RunFiles run = diedAfter("epoch-0001-round-0004");
        String id = whole.json("run.json").get("run").asText();

        assertThat(resume(run).exitCode()).isZero();

        assertThat(id).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        for (String file :
                List.of("run.json", "checkpoints/latest.json", "checkpoints/epoch-0002-round-0000/state.json")) {
            assertThat(run.json(file).get("run").asText()).as(file).isEqualTo(id);
        }
    }

    @Test
    void shouldSkipTheManifestOfAnotherRun() throws IOException {
        RunFiles run = diedAfter("epoch-0001-round-0004");
        ObjectNode manifest = (ObjectNode) run.json("checkpoints/latest.json");
        manifest.put("run", "another").put("checkpoint", "epoch-0001-round-0001");
        Files.writeString(run.root().resolve("checkpoints/latest.json"), manifest.toString());

        CommandRun resumed = resume(run);

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err())
                .singleElement()
                .asString()
                .contains(
                        "latest.json cannot be used, searching for the newest checkpoint: latest.json belongs to run another, not to ");
        assertThat(run.timelessMetrics()).isEqualTo(whole.timelessMetrics());
    }

    /** Copies the run as if it had died before it wrote the next checkpoint. */
    private RunFiles diedAfter(String last) throws IOException {
        RunFiles copy = whole.copyTo(directory.resolve("run"));
        copy.loseEverythingAfter(last);
        return copy;
    }

    private static CommandRun resume(RunFiles run) {
        return resume(run, EVERY_ROUND);
    }

    private static CommandRun resume(RunFiles run, String... settings) {
        return CommandRun.of(SampleRun.arguments(run.root(), with(settings, "--resume=true")));
    }

    private static String[] with(String[] settings, String more) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = more;
        return all;
    }
}
