package lenet.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that are stopped or killed while they train, and the runs that go on from them. */
class StopIT {

    private static final String[] SETTINGS = SampleRun.shortRounds("--epochs=3", "--checkpoint-every-rounds=20");

    /** The run that nothing happened to. */
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
                            "lenet: warning: asked to stop: ending after this round, with a checkpoint, within 60 s");
        }

        assertThat(last).last().asString().matches("stopped by a signal after \\d+ epochs; --resume goes on");
        assertThat(run.result().get("reason").asText()).isEqualTo("stopped by a signal");
        assertThat(run.result().has("testAccuracy")).isFalse();
        assertThat(run.names()).doesNotContain(".run.lock", "evaluation.json");
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
    void shouldGoOnAtOnceAfterItWasKilled() throws Exception {
        try (JobProcess job = start()) {
            job.await("epoch 2/3  round 30/38");
            job.kill();
            assertThat(job.exitCode()).isEqualTo(137);
        }

        CommandRun resumed = resume();

        assertThat(resumed.err())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: file:" + output + ": taking over from process ")
                .endsWith(", which is no longer running");
        requireWhole(new RunFiles(output));
    }

    @Test
    void shouldLetNoSecondJobIntoARunDirectory() throws Exception {
        try (JobProcess job = start()) {
            job.await("epoch 1/3  round 1/38");
            for (String mode : List.of("--resume=true", "--overwrite=true")) {
                CommandRun second = CommandRun.of(arguments(mode));

                assertThat(second.exitCode()).isEqualTo(4);
                assertThat(second.err())
                        .singleElement()
                        .asString()
                        .startsWith("lenet: file:" + output + ": another run writes here, process ")
                        .endsWith("; wait until it ends, stop it, or choose another --output");
            }
            job.rest();
            assertThat(job.exitCode()).isZero();
            assertThat(job.err()).isEmpty();
        }
        requireWhole(new RunFiles(output));
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
