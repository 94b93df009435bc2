package lenet.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * The packed job by submit/standalone.sh on a cluster of two workers, whose processes are killed at random moments: some in
 * every build, and with {@code -Dlenet.kills=20} that many executors and a quarter as many drivers.
 */
class StandaloneIT {

    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
    private static final int EXECUTORS_KILLED = Integer.getInteger("lenet.kills", 4);
    private static final int DRIVERS_KILLED = EXECUTORS_KILLED / 4;

    private static DevServer cluster;

    private final Path directory;
    private final Path output;
    private final Random random = new Random(5);

    StandaloneIT(@TempDir Path directory) {
        this.directory = directory;
        this.output = directory.resolve("run");
    }

    @BeforeAll
    static void start(@TempDir Path workspace) throws Exception {
        PackagedJob.sparkHome(workspace);
        cluster = DevServer.start("standalone", workspace);
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
        try (SubmittedJob job = submit(SampleRun.shortRounds("--epochs=1000000"))) {
            while (killed.size() < EXECUTORS_KILLED) {
                job.awaitProgress(job.progress().size() + 3);
                job.await(() -> cluster.processes(EXECUTOR).size() == 2);
                Thread.sleep(random.nextInt(500));
                List<ProcessHandle> executors = cluster.processes(EXECUTOR);
                ProcessHandle victim = executors.get(random.nextInt(executors.size()));
                assertThat(victim.destroyForcibly()).isTrue();
                victim.onExit().get(60, TimeUnit.SECONDS);
                killed.add(victim.pid());
            }
            // To the end of an epoch at least.
            job.awaitProgress(job.progress().size() + 40);
            job.terminate();
            assertThat(job.exitCode()).as(job.said()).isEqualTo(143);
        }

        RunFiles run = new RunFiles(output);
        String newest = run.checkpoints().stream()
                .filter(name -> name.endsWith("-round-0000"))
                .reduce((older, newer) -> newer)
                .orElseThrow();
        String epochs = newest.replaceAll("epoch-0*|-round.*", "");
        RunFiles whole = SampleRun.train(directory.resolve("whole"), SampleRun.shortRounds("--epochs=" + epochs));
        reporter.publishEntry("killed in %s epochs".formatted(epochs), killed.toString());
        assertThat(killed).doesNotHaveDuplicates();
        requireSameModel(run, whole, newest);
        JsonNode[] rounds = rounds(whole).toArray(JsonNode[]::new);
        assertThat(rounds).hasSize(38 * Integer.parseInt(epochs));
        assertThat(rounds(run)).startsWith(rounds);
    }

    @Test
    void shouldEndAsIfNoDriverHadBeenKilled(TestReporter reporter) throws Exception {
        // A driver trains less than an epoch before it is killed, so that one is left for the last.
        String[] settings = SampleRun.shortRounds("--epochs=" + (DRIVERS_KILLED + 1), "--checkpoint-every-rounds=10");
        RunFiles whole = SampleRun.train(directory.resolve("whole"), settings);
        List<Integer> moments = new ArrayList<>();
        for (int kill = 0; kill < DRIVERS_KILLED; kill++) {
            try (SubmittedJob job = submit(settings, kill == 0 ? "--resume=false" : "--resume=true")) {
                job.awaitProgress(5 + random.nextInt(30));
                Thread.sleep(random.nextInt(100));
                moments.add(job.progress().size());
                job.kill();
                assertThat(job.exitCode()).isEqualTo(137);
            }
        }
        try (SubmittedJob job = submit(settings, "--resume=true")) {
            assertThat(job.exitCode()).as(job.said()).isZero();
        }

        reporter.publishEntry("drivers killed after so many lines", moments.toString());
        requireSame(whole);
    }

    /** One replica leaves the other executor idle, until the evaluation asks for it again. */
    @Test
    void shouldEndAsOnOneMachineWhileExecutorsComeAndGo() throws Exception {
        String[] settings = SampleRun.shortRounds("--epochs=2", "--replicas=1", "--keep-last=1");
        RunFiles whole = SampleRun.train(directory.resolve("whole"), settings);
        List<String> options = List.of(
                "--conf",
                "spark.dynamicAllocation.enabled=true",
                "--conf",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "--conf",
                "spark.dynamicAllocation.initialExecutors=2",
                "--conf",
                "spark.dynamicAllocation.executorIdleTimeout=1s",
                "--conf",
                "spark.dynamicAllocation.cachedExecutorIdleTimeout=1s");
        try (SubmittedJob job = submit(options, settings)) {
            assertThat(job.exitCode()).as(job.said()).isZero();
        }

        assertThat(Files.readString(directory.resolve("logs/lenet.log"))).contains("removed due to idle timeout");
        requireSame(whole);
    }

    private static List<JsonNode> rounds(RunFiles run) throws IOException {
        return run.timelessMetrics().stream()
                .filter(event -> event.get("event").asText().equals("round"))
                .toList();
    }

    private SubmittedJob submit(String[] settings, String... more) throws IOException {
        return submit(List.of(), Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private SubmittedJob submit(List<String> more, String... settings) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--master",
                cluster.fact("master"),
                "--executors",
                "2",
                "--executor-cores",
                "1",
                "--executor-memory",
                "1g",
                "--driver-memory",
                "1g",
                "--conf",
                "spark.ui.enabled=false"));
        options.addAll(more);
        return SubmittedJob.start(directory, Map.of(), "standalone.sh", options, SampleRun.arguments(output, settings));
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
