package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.job.Console;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.job.train.MortalFileSystem.Death;
import lenetspark.job.train.MortalFileSystem.Kind;
import lenetspark.run.OutputException;
import lenetspark.run.RunLock;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training whose machine dies at each operation on the run directory in turn. */
class CrashIT {

    /** Ten minibatches of each of two replicas, in three rounds for each epoch, with checkpoints within the epoch. */
    private static final List<String> SETTINGS = List.of(
            "--validation-size=20",
            "--replicas=2",
            "--epochs=2",
            "--batch-size=4",
            "--averaging-frequency=2",
            "--updater=nesterovs",
            "--learning-rate=0.01",
            "--checkpoint-every-rounds=2",
            "--keep-last=1");

    /** A clock that is a day ahead of the previous run. All runs share this living process, so only their age makes its locks stale. */
    private static final class LaterTime implements RunLock.TimeSource {
        private static Instant latest = Instant.now();

        private final Instant now;

        LaterTime() {
            latest = latest.plus(Duration.ofDays(1));
            now = latest;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("An old lock needs no waiting");
        }
    }

    private static JavaSparkContext context;
    private static Path data;

    /** The run without a failure, as reference. */
    private static RunFiles whole;

    private final Path directory;

    CrashIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path place) throws IOException {
        data = Files.createDirectory(place.resolve("data"));
        cut("train-images-idx3-ubyte", 60, 28 * 28);
        cut("train-labels-idx1-ubyte", 60, 1);
        cut("t10k-images-idx3-ubyte", 20, 28 * 28);
        cut("t10k-labels-idx1-ubyte", 20, 1);
        SparkConf conf = new SparkConf(false)
                .setMaster("local[2]")
                .setAppName("crash")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        MortalFileSystem.configure(conf);
        context = new JavaSparkContext(conf);
        whole = new RunFiles(place.resolve("whole"));
        train(whole.root().toString());
    }

    /** Copies the first examples of a file of the sample. */
    private static void cut(String name, int examples, int bytesEach) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(SampleRun.DATA.resolve(name + ".gz"))))) {
            byte[] header = in.readNBytes(bytesEach == 1 ? 8 : 16);
            ByteBuffer.wrap(header).putInt(4, examples);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(header);
            out.writeBytes(in.readNBytes(examples * bytesEach));
            Files.write(data.resolve(name), out.toByteArray());
        }
    }

    @AfterAll
    static void disconnect() {
        context.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldResumeToTheSameResultWhereverTheMachineDies(Kind kind, TestReporter reporter) throws IOException {
        int points = dieEverywhere(kind, false);
        reporter.publishEntry("crash points", kind + ": " + points);
        assertThat(points).isGreaterThan(40);
    }

    /** On a filesystem that does not replace files atomically, a partial write is visible. */
    @Test
    void shouldResumeToTheSameResultAfterAPartialWrite(TestReporter reporter) throws IOException {
        int points = dieEverywhere(Kind.IN_PLACE, true);
        reporter.publishEntry("torn writes", String.valueOf(points));
        assertThat(points).isGreaterThan(10);
    }

    /** The disk is full for one operation: a write during training is delayed, at the start and the end it is an error. */
    @Test
    void shouldContinueTrainingWhicheverWriteFails(TestReporter reporter) throws IOException {
        Kind kind = Kind.IN_PLACE;
        MortalFileSystem.liveUntil(Integer.MAX_VALUE, false);
        train(kind.uri(directory.resolve("survivor")));
        List<String> operations = MortalFileSystem.operations();
        int survived = 0;
        for (int failing = 0; failing < operations.size(); failing++) {
            RunFiles run = new RunFiles(directory.resolve("run" + failing));
            String point = "operation %d failed, %s".formatted(failing, operations.get(failing));
            MortalFileSystem.fail(failing);
            try {
                String said = train(kind.uri(run.root()));
                if (MortalFileSystem.operations().size() <= failing) {
                    // This run was faster than the reference, which therefore wrote the report more often.
                    run.delete("");
                    continue;
                }
                assertThat(said).as(point).contains("lenet: warning: ", "No space left on device");
                survived++;
            } catch (OutputException e) {
                assertThat(e)
                        .as(point)
                        .hasMessageStartingWith(kind.uri(run.root()))
                        .hasMessageContaining("No space left");
                goOn(kind, run);
            }
            assertThat(run.sha256("model/lenet.zip")).as(point).isEqualTo(whole.sha256("model/lenet.zip"));
            assertThat(run.sha256("evaluation.json")).as(point).isEqualTo(whole.sha256("evaluation.json"));
            assertThat(run.timelessMetrics()).as(point).isEqualTo(whole.timelessMetrics());
            run.delete("");
        }
        reporter.publishEntry("failing operations", survived + " survived of " + operations.size());
        assertThat(survived).isGreaterThan(40);
    }

    /** Returns the number of operations at which a run died. */
    private int dieEverywhere(Kind kind, boolean torn) throws IOException {
        MortalFileSystem.liveUntil(Integer.MAX_VALUE, false);
        train(kind.uri(directory.resolve("survivor")));
        List<String> operations = MortalFileSystem.operations();
        int points = 0;
        for (int fatal = 0; fatal < operations.size(); fatal++) {
            if (torn && !operations.get(fatal).startsWith("write ")) {
                continue;
            }
            RunFiles run = new RunFiles(directory.resolve("run" + fatal));
            String point = "%s died at operation %d, %s".formatted(kind, fatal, operations.get(fatal));
            MortalFileSystem.liveUntil(fatal, torn);
            if (!dies(kind.uri(run.root()))) {
                // It was faster than the first run, which therefore wrote the report more often.
                assertThat(MortalFileSystem.operations()).as(point).hasSizeLessThanOrEqualTo(fatal);
                run.delete("");
                continue;
            }
            goOn(kind, run);
            requireSame(run, point);
            run.delete("");
            points++;
        }
        return points;
    }

    private static boolean dies(String uri) {
        try {
            train(uri);
            return false;
        } catch (Death e) {
            return true;
        }
    }

    /** Restarts the job as a supervisor does. */
    private static void goOn(Kind kind, RunFiles run) {
        MortalFileSystem.liveUntil(Integer.MAX_VALUE, false);
        String output = kind.uri(run.root());
        train(output, "--resume");
    }

    private static void requireSame(RunFiles run, String point) throws IOException {
        assertThat(run.names()).as(point).isEqualTo(whole.names());
        assertThat(run.timelessMetrics()).as(point).isEqualTo(whole.timelessMetrics());
        assertThat(RunFiles.timeless(run.result())).as(point).isEqualTo(RunFiles.timeless(whole.result()));
        for (String name : whole.names()) {
            if (name.endsWith(".zip") || name.equals("evaluation.json")) {
                assertThat(run.sha256(name)).as(point + ": " + name).isEqualTo(whole.sha256(name));
            } else if (name.endsWith("state.json")) {
                assertThat(timeless(run.json(name))).as(point + ": " + name).isEqualTo(timeless(whole.json(name)));
            }
        }
    }

    private static JsonNode timeless(JsonNode state) {
        ObjectNode copy = state.deepCopy();
        copy.remove("run");
        ObjectNode progress = (ObjectNode) copy.get("progress");
        progress.set("partialEpoch", RunFiles.timeless(progress.get("partialEpoch")));
        progress.remove("metrics");
        return copy;
    }

    /** Returns the warnings of the job. */
    private static String train(String output, String... mode) {
        List<String> arguments = new ArrayList<>(SETTINGS);
        arguments.add("--data=" + data);
        arguments.add("--output=" + output);
        arguments.addAll(List.of(mode));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        new TrainJob(Options.parse(TrainConfig.class, arguments.toArray(String[]::new)), console, new LaterTime())
                .train(context);
        return err.toString(StandardCharsets.UTF_8);
    }
}
