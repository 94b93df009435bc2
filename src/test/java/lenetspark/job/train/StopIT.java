package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import lenetspark.job.CommandRun;
import lenetspark.job.JobProcess;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are stopped or killed during training, and the resumes of their runs. */
class StopIT {

    private static final String[] SETTINGS = SampleRun.shortRounds("--epochs=3", "--checkpoint-every-rounds=20");

    /** The uninterrupted run, as reference. */
    private static RunFiles whole;

    private final Path output;
    private final Path err;

    StopIT(@TempDir Path directory) {
        this.output = directory.resolve("run");
        this.err = directory.resolve("err.txt");
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        whole = SampleRun.train(runs.resolve("whole"), SETTINGS);
    }

    @Test
    void shouldEndAfterTheRoundWithACheckpointWhenItIsTerminated() throws Exception {
        RunFiles run = new RunFiles(output);
        List<String> last;
        try (JobProcess job = start()) {
            job.await("epoch 2/3  round 3/38");
            job.terminate();
            last = job.rest();
            assertThat(job.exitCode()).isEqualTo(143);
            assertThat(job.err())
                    .containsExactly(
                            "lenet: warning: stop requested: ending after this round with a checkpoint, within 60 s");
        }

        assertThat(last).last().asString().matches("stopped by a signal after \\d+ epochs; continue with --resume");
        assertThat(run.result().get("reason").asText()).isEqualTo("stopped by a signal");
        assertThat(run.result().has("testAccuracy")).isFalse();
        assertThat(run.names()).noneMatch(name -> name.startsWith(".")).doesNotContain("evaluation.json");
        // The newest checkpoint is of the last round.
        String newest = run.json("checkpoints/latest.json").get("checkpoint").asText();
        assertThat(run.metrics()).last().satisfies(event -> assertThat(newest)
                .isEqualTo(
                        event.get("event").asText().equals("epoch")
                                ? "epoch-%04d-round-0000"
                                        .formatted(event.get("epoch").asInt())
                                : "epoch-%04d-round-%04d"
                                        .formatted(
                                                event.get("epoch").asInt() - 1,
                                                event.get("round").asInt())));

        CommandRun resumed = resume();
        assertThat(resumed.err()).isEmpty();
        requireWhole(run);
    }

    @Test
    void shouldResumeAtOnceAfterItWasKilled() throws Exception {
        try (JobProcess job = start()) {
            job.await("epoch 2/3  round 30/38");
            job.kill();
            assertThat(job.exitCode()).isEqualTo(137);
        }

        CommandRun resumed = resume();

        assertThat(resumed.err())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: file:" + output + ": took over the run lock of process ")
                .endsWith(", which is no longer running");
        requireWhole(new RunFiles(output));
    }

    @Test
    void shouldRefuseASecondJobInTheRunDirectory() throws Exception {
        try (JobProcess job = start()) {
            job.await("epoch 1/3  round 1/38");
            for (String mode : List.of("--resume=true", "--overwrite=true")) {
                CommandRun second = CommandRun.of(arguments(mode));

                assertThat(second.exitCode()).isEqualTo(4);
                assertThat(second.err())
                        .singleElement()
                        .asString()
                        .startsWith("lenet: file:" + output + ": another run holds the run lock, process ")
                        .endsWith("; wait until it ends, stop it, or choose another --output");
            }
            job.rest();
            assertThat(job.exitCode()).isZero();
            assertThat(job.err()).isEmpty();
        }
        requireWhole(new RunFiles(output));
    }

    /** Simulates a suspended virtual machine: the old job must not write after the new one has taken over. */
    @Test
    void shouldNotWriteAfterAnotherJobHasTakenOver() throws Exception {
        String[] others = {"--seed=7", "--overwrite=true", "--epochs=1", "--tensorboard=true"};
        RunFiles reference = SampleRun.train(output.resolveSibling("reference"), others);
        RunFiles run = new RunFiles(output);
        try (JobProcess job = start()) {
            job.await("epoch 2/3  round 3/38");
            job.halt();
            try {
                pretendStale();
                assertThat(CommandRun.of(SampleRun.arguments(output, others)).exitCode())
                        .isZero();
                requireSame(run, reference);
            } finally {
                job.goOn();
            }
            job.rest();
            assertThat(job.exitCode()).isEqualTo(4);
            assertThat(job.err())
                    .filteredOn(line -> !line.startsWith("lenet: warning: "))
                    .singleElement()
                    .asString()
                    .startsWith("lenet: file:" + output + ": ")
                    .contains("since this run did not renew it after ")
                    .endsWith("; this run stops: continue it with --resume when no other run uses the directory");
        }
        requireSame(run, reference);
    }

    /** Replaces the only lock file in the run directory by a stale one of another machine. */
    private void pretendStale() throws IOException {
        Path lock;
        try (Stream<Path> files = Files.list(output)) {
            lock = files.filter(file -> file.getFileName().toString().startsWith(".run.lock"))
                    .findFirst()
                    .orElseThrow();
        }
        String silent = Files.readString(lock)
                .replaceFirst("(\"host\" : \")[^\"]*", "$1another-host")
                .replaceFirst("(\"heartbeat\" : \")[^\"]*", "$1" + Instant.now().minusSeconds(61));
        Files.writeString(lock, silent);
    }

    private static void requireSame(RunFiles run, RunFiles reference) throws IOException {
        assertThat(run.names()).isEqualTo(reference.names());
        reference.requireSameResults(run);
        for (String name : reference.names()) {
            if (name.endsWith(".zip")) {
                assertThat(run.sha256(name)).as(name).isEqualTo(reference.sha256(name));
            }
        }
        try (Stream<Path> directories = Files.list(run.root())) {
            assertThat(directories)
                    .noneMatch(path -> path.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void shouldEndAtOnceWhenItIsTerminatedWhileItWaitsForAnotherRun() throws Exception {
        Path lock = Files.createDirectories(output).resolve(".run.lock.other");
        String content =
                """
                {"id": "other", "host": "another-host", "boot": "", "pidNamespace": "", "pid": 1, "processStarted": "",
                 "application": "app-0", "started": "2026-01-01T00:00:00Z", "heartbeat": "%s"}"""
                        .formatted(Instant.now());
        Files.writeString(lock, content);
        try (JobProcess job = start()) {
            job.awaitError();
            job.terminate();

            job.rest();
            assertThat(job.exitCode()).isEqualTo(143);
            assertThat(job.err()).hasSize(2);
            assertThat(job.err().get(0)).endsWith("; waiting up to 60 s to find out whether that run is alive");
            assertThat(job.err().get(1))
                    .isEqualTo(
                            "lenet: warning: stop requested before the run started: ending now, the run directory is unchanged");
        }
        assertThat(new RunFiles(output).names()).containsExactly(".run.lock.other");
        assertThat(lock).hasContent(content);
    }

    private JobProcess start() throws IOException {
        return JobProcess.start(err, arguments());
    }

    private CommandRun resume() {
        CommandRun resumed = CommandRun.of(arguments("--resume=true"));
        assertThat(resumed.exitCode()).as("%s", resumed.err()).isZero();
        return resumed;
    }

    private String[] arguments(String... mode) {
        return SampleRun.arguments(
                output, Stream.of(SETTINGS, mode).flatMap(Stream::of).toArray(String[]::new));
    }

    private static void requireWhole(RunFiles run) throws IOException {
        assertThat(run.names()).isEqualTo(whole.names());
        assertThat(run.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(run.json("evaluation.json")).isEqualTo(whole.json("evaluation.json"));
        assertThat(run.timelessMetrics()).isEqualTo(whole.timelessMetrics());
        String newest = "checkpoints/epoch-0003-round-0000/model.zip";
        assertThat(run.sha256(newest)).isEqualTo(whole.sha256(newest));
    }
}
