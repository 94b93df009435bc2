package lenet.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packed job on a standalone cluster of two workers, whose processes are killed at random moments: some in every build, and
 * with {@code -Dlenet.kills=20} that many executors and a quarter as many drivers.
 */
class StandaloneIT {

    private static final int EXECUTORS_KILLED = Integer.getInteger("lenet.kills", 4);
    private static final int DRIVERS_KILLED = EXECUTORS_KILLED / 4;
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private static StandaloneCluster cluster;
    private static String sparkHome;

    private final Path directory;
    private final Path output;
    private final Random random = new Random(5);

    StandaloneIT(@TempDir Path directory) {
        this.directory = directory;
        this.output = directory.resolve("run");
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        sparkHome = PackagedJob.sparkHome(directory);
        cluster = new StandaloneCluster(directory, sparkHome, 2);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** However long that takes: the run has no end of its own. */
    @Test
    void shouldTrainAsIfNoExecutorHadBeenKilled(TestReporter reporter) throws Exception {
        List<Long> killed = new ArrayList<>();
        Process job = submit(new String[] {"--epochs=1000000", "--averaging-frequency=1"});
        try {
            while (killed.size() < EXECUTORS_KILLED) {
                awaitRounds(job, lines() + 3);
                await(job, () -> cluster.executors().size() == 2);
                Thread.sleep(random.nextInt(500));
                List<ProcessHandle> executors = cluster.executors();
                ProcessHandle victim = executors.get(random.nextInt(executors.size()));
                assertThat(victim.destroyForcibly()).isTrue();
                victim.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                killed.add(victim.pid());
            }
            awaitRounds(job, lines() + 15);
            assertThat(job.toHandle().destroy()).isTrue();
            assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            job.destroyForcibly();
        }
        assertThat(job.exitValue()).as(errors()).isEqualTo(143);

        RunFiles run = new RunFiles(output);
        String newest = run.checkpoints().stream()
                .filter(name -> name.endsWith("-round-0000"))
                .reduce((older, newer) -> newer)
                .orElseThrow();
        String epochs = newest.replaceAll("epoch-0*|-round.*", "");
        RunFiles whole = SampleRun.train(directory.resolve("whole"), "--epochs=" + epochs, "--averaging-frequency=1");
        reporter.publishEntry("killed in %s epochs".formatted(epochs), killed.toString());
        assertThat(killed).doesNotHaveDuplicates();
        requireSameModel(run, whole, newest);
        JsonNode[] rounds = rounds(whole).toArray(JsonNode[]::new);
        assertThat(rounds).hasSize(10 * Integer.parseInt(epochs));
        assertThat(rounds(run)).startsWith(rounds);
    }

    @Test
    void shouldEndAsIfNoDriverHadBeenKilled(TestReporter reporter) throws Exception {
        String[] settings = {"--epochs=12", "--averaging-frequency=1", "--checkpoint-every-rounds=4"};
        RunFiles whole = SampleRun.train(directory.resolve("whole"), settings);
        List<String> moments = new ArrayList<>();
        for (int kill = 0; kill < DRIVERS_KILLED; kill++) {
            Process job = submit(settings, kill == 0 ? "--resume=false" : "--resume=true");
            try {
                awaitRounds(job, 5 + random.nextInt(12));
                Thread.sleep(random.nextInt(100));
                moments.add(lastLine());
            } finally {
                job.destroyForcibly();
            }
            assertThat(job.waitFor()).isEqualTo(137);
        }
        Process job = submit(settings, "--resume=true");
        assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        reporter.publishEntry("drivers killed after", moments.toString());
        assertThat(job.exitValue()).as(errors()).isZero();
        requireSame(whole);
    }

    /** One replica leaves the other executor idle, until the evaluation asks for it again. */
    @Test
    void shouldEndAsOnOneMachineWhileExecutorsComeAndGo() throws Exception {
        String[] settings = {"--epochs=40", "--replicas=1", "--averaging-frequency=1", "--keep-last=1"};
        RunFiles whole = SampleRun.train(directory.resolve("whole"), settings);
        Process job = submit(
                List.of(
                        "--conf",
                        "spark.dynamicAllocation.enabled=true",
                        "--conf",
                        "spark.dynamicAllocation.shuffleTracking.enabled=true",
                        "--conf",
                        "spark.dynamicAllocation.initialExecutors=2",
                        "--conf",
                        "spark.dynamicAllocation.executorIdleTimeout=1s",
                        "--conf",
                        "spark.dynamicAllocation.cachedExecutorIdleTimeout=1s"),
                settings);
        assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(job.exitValue()).as(errors()).isZero();
        assertThat(Files.readString(directory.resolve("logs/lenet.log"))).contains("removed due to idle timeout");
        requireSame(whole);
    }

    private static List<JsonNode> rounds(RunFiles run) throws IOException {
        return run.timelessMetrics().stream()
                .filter(event -> event.get("event").asText().equals("round"))
                .toList();
    }

    private Process submit(String[] settings, String... more) throws IOException {
        return submit(List.of(), Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private Process submit(List<String> options, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                sparkHome + "/bin/spark-submit",
                "--master",
                cluster.master(),
                "--driver-memory",
                "1g",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false"));
        command.addAll(options);
        command.addAll(List.of("--class", "LeNetJob", PackagedJob.JAR.toString()));
        command.addAll(List.of(SampleRun.arguments(output, settings)));
        Path conf = PackagedJob.CHECKOUT.resolve("conf");
        return PackagedJob.command(
                        directory, Map.of("SPARK_CONF_DIR", conf.toString(), "OMP_NUM_THREADS", "1"), command)
                .redirectOutput(out().toFile())
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
    }

    private Path out() {
        return directory.resolve("out.txt");
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("err.txt"));
    }

    private List<String> progress() throws IOException {
        return Files.readAllLines(out()).stream()
                .filter(line -> line.startsWith("epoch "))
                .toList();
    }

    private int lines() throws IOException {
        return progress().size();
    }

    private String lastLine() throws IOException {
        return progress().get(lines() - 1).replaceFirst("  loss .*", "");
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void awaitRounds(Process job, int lines) throws IOException, InterruptedException {
        await(job, () -> lines() >= lines);
    }

    private void await(Process job, Condition condition) throws IOException, InterruptedException {
        Instant until = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertThat(job.isAlive()).as("still running: %s", errors()).isTrue();
            assertThat(Instant.now()).as("going on: %s", errors()).isBefore(until);
            Thread.sleep(20);
        }
    }

    private void requireSame(RunFiles whole) throws IOException {
        RunFiles run = new RunFiles(output);
        assertThat(run.visibleNames()).isEqualTo(whole.visibleNames());
        whole.requireSameResults(run);
    }

    private static void requireSameModel(RunFiles run, RunFiles whole, String checkpoint) throws IOException {
        String model = "checkpoints/" + checkpoint + "/model.zip";
        assertThat(run.sha256(model)).as(model).isEqualTo(whole.sha256(model));
    }
}
