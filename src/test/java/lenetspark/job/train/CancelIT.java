package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import lenetspark.cli.CommandFailure;
import lenetspark.cli.ExitCode;
import lenetspark.job.CommandRun;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training whose Spark jobs are cancelled, as by "kill" in the Spark UI. */
class CancelIT {

    private final Path directory;
    private final RunFiles run;

    CancelIT(@TempDir Path directory) {
        this.directory = directory;
        this.run = new RunFiles(directory.resolve("run"));
    }

    /** Two replicas run as resident tasks; three replicas run as one Spark job for each round. */
    @ParameterizedTest
    @ValueSource(strings = {"--replicas=2", "--replicas=3"})
    void shouldEndWithOneLineAndResumeFromTheLastCheckpoint(String replicas) throws Exception {
        String[] settings = SampleRun.shortRounds(replicas, "--epochs=2", "--checkpoint-every-rounds=10");
        RunFiles whole = SampleRun.train(directory.resolve("whole"), settings);
        Thread canceller = new Thread(this::cancelAfterACheckpoint);
        canceller.start();

        CommandRun cancelled = CommandRun.of(SampleRun.arguments(run.root(), settings));

        canceller.interrupt();
        canceller.join();
        assertThat(cancelled.exitCode()).isEqualTo(ExitCode.CANCELLED.code());
        assertThat(cancelled.err()).hasSize(1);
        assertThat(cancelled.err().get(0))
                .matches("lenet: Training ended because a Spark job was cancelled"
                        + " \\(Job \\d+ cancelled as part of cancellation of all jobs\\); --resume continues the run");
        assertThat(run.names()).doesNotContain("evaluation.json").noneMatch(name -> name.startsWith(".run.lock"));
        CommandRun resumed = CommandRun.of(SampleRun.arguments(
                run.root(), SampleRun.shortRounds(replicas, "--epochs=2", "--checkpoint-every-rounds=10", "--resume")));
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.exitCode()).isZero();
        whole.requireSameResults(run);
    }

    /** Retries until it is interrupted, because between two Spark jobs there is nothing to cancel. */
    private void cancelAfterACheckpoint() {
        Path latest = run.root().resolve("checkpoints/latest.json");
        try {
            while (Files.notExists(latest)) {
                Thread.sleep(5);
            }
            while (true) {
                if (SparkContext$.MODULE$.getActive().isDefined()) {
                    SparkContext$.MODULE$.getActive().get().cancelAllJobs();
                }
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldReportThatACommandWasCancelled() {
        RuntimeException failure =
                new IllegalStateException(new SparkException("Job 7 cancelled because killed via the Web UI"));

        assertThat(CommandFailure.of(failure))
                .isEqualTo(new CommandFailure(ExitCode.CANCELLED, "Job 7 cancelled because killed via the Web UI"));
        assertThat(CommandFailure.of(new SparkException("Job 7 cancelled because SparkContext was shut down"))
                        .code())
                .isEqualTo(ExitCode.FAILURE);
    }
}
