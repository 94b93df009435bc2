package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lenetspark.job.PackagedJob;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged job started with submit/standalone.sh on a cluster of two workers, whose processes are killed at random moments: some in
 * every build, and with {@code -Dlenet.kills=20} that many executors and a quarter as many drivers of a run with resident
 * tasks.
 */
class StandaloneIT {

    private static final int EXECUTORS_KILLED = Integer.getInteger("lenet.kills", 4);
    private static final int DRIVERS_KILLED = EXECUTORS_KILLED / 4;
    private static final int BATCH_SIZE = 8;

    private static DevServer cluster;

    private final Path directory;
    private final Path output;

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

    /** With a slot for each replica, tasks are resident: one Spark job runs many rounds. */
    @Test
    void shouldTrainWithResidentTasksAsIfNoProcessHadBeenKilled(TestReporter reporter) throws Exception {
        KilledRun killed = trainWhileProcessesAreKilled(2, EXECUTORS_KILLED, DRIVERS_KILLED, reporter);

        assertThat(killed.roundsOfJobsAfterTheLastKill()).anyMatch(rounds -> rounds >= 10);
    }

    /** With fewer slots than replicas, every round is a Spark job. */
    @Test
    void shouldTrainWithAJobForEachRoundAsIfNoProcessHadBeenKilled(TestReporter reporter) throws Exception {
        KilledRun killed = trainWhileProcessesAreKilled(3, EXECUTORS_KILLED / 2, DRIVERS_KILLED, reporter);

        assertThat(killed.roundsOfJobs()).allMatch(rounds -> rounds <= 1);
        assertThat(killed.roundsOfJobsAfterTheLastKill())
                .filteredOn(rounds -> rounds == 1)
                .hasSizeGreaterThan(20);
    }

    /** Has no timeout: the run itself does not end. */
    private KilledRun trainWhileProcessesAreKilled(int replicas, int executors, int drivers, TestReporter reporter)
            throws Exception {
        String[] settings = SampleRun.shortRounds(
                "--replicas=" + replicas,
                "--batch-size=" + BATCH_SIZE,
                "--checkpoint-every-rounds=40",
                "--keep-last=10");
        int roundsPerEpoch = SampleRun.roundsPerEpoch(replicas, BATCH_SIZE);
        KilledRun killed = new KilledRun(
                cluster, directory, output, roundsPerEpoch, replicas <= KilledRun.SLOTS, (events, resume) -> {
                    List<String> options = new ArrayList<>(EventLog.OPTIONS);
                    options.addAll(List.of("--event-log", events.toUri().toString()));
                    return submit(options, with(settings, "--epochs=1000000", resume));
                });
        killed.kill(executors, drivers);

        RunFiles run = new RunFiles(output);
        String newest = run.checkpoints().stream()
                .filter(name -> name.endsWith("-round-0000"))
                .reduce((older, newer) -> newer)
                .orElseThrow();
        int epochs = Integer.parseInt(newest.replaceAll("epoch-0*|-round.*", ""));
        reporter.publishEntry(
                "%d executors and %d drivers lost in training, executors killed in %d epochs"
                        .formatted(killed.executors(), killed.drivers(), epochs),
                killed.processes().toString());
        reporter.publishEntry("rounds of the jobs", killed.roundsOfJobs().toString());
        assertThat(killed.executors()).isGreaterThanOrEqualTo(executors);
        assertThat(killed.drivers()).isEqualTo(drivers);
        assertThat(killed.processes()).doesNotHaveDuplicates();
        assertThat(epochs).isGreaterThanOrEqualTo(killed.lastEpochWithKill());

        RunFiles whole = SampleRun.train(
                directory.resolve("whole"),
                with(settings, "--epochs=" + epochs, "--report=false", "--tensorboard=false"));
        String model = "checkpoints/" + newest + "/model.zip";
        assertThat(run.sha256(model)).as(model).isEqualTo(whole.sha256(model));
        JsonNode[] rounds = rounds(whole).toArray(JsonNode[]::new);
        assertThat(rounds).hasSize(roundsPerEpoch * epochs);
        assertThat(rounds(run)).startsWith(rounds);
        return killed;
    }

    /** With one replica the other executor is idle and released, until the evaluation requests it again. */
    @Test
    void shouldTrainTheSameModelWithDynamicAllocation() throws Exception {
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

    private static String[] with(String[] settings, String... more) {
        return Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new);
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
        return SubmittedJob.start(
                directory, Map.of(), "submit/standalone.sh", options, SampleRun.arguments(output, settings));
    }

    private void requireSame(RunFiles whole) throws IOException {
        RunFiles run = new RunFiles(output);
        assertThat(run.visibleNames()).isEqualTo(whole.visibleNames());
        whole.requireSameResults(run);
    }
}
