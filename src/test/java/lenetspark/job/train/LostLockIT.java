package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import lenetspark.cli.CommandFailure;
import lenetspark.cli.ExitCode;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.job.Console;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.run.RunLock;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was suspended for too long or could not renew its lock. */
class LostLockIT {

    private final Path output;

    LostLockIT(@TempDir Path directory) {
        this.output = directory.resolve("run");
    }

    /** The clock of a machine that is suspended for a minute when the progress of the first epoch is printed. */
    private static final class SleepingTime extends OutputStream implements RunLock.TimeSource {
        private volatile Duration slept = Duration.ZERO;
        private final StringBuilder line = new StringBuilder();

        @Override
        public Instant now() {
            return Instant.now().plus(slept);
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("Nothing is to be waited for");
        }

        @Override
        public void write(int character) {
            line.append((char) character);
            if (line.toString().endsWith("epoch 1/2")) {
                slept = Duration.ofMinutes(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"weighted", "dl4j"})
    void shouldNotWriteAfterTheLockIsLost(String averaging) throws IOException {
        SleepingTime time = new SleepingTime();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(time, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        SparkConf conf = new SparkConf(false)
                .setMaster("local[2]")
                .setAppName("lost")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");

        Throwable thrown;
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            thrown = catchThrowable(() -> new TrainJob(
                            Options.parse(TrainConfig.class, SampleRun.arguments(output, "--averaging=" + averaging)),
                            console,
                            time)
                    .train(context));
        }

        CommandFailure failure = CommandFailure.of(thrown);
        assertThat(failure.code()).isEqualTo(ExitCode.OUTPUT);
        assertThat(failure.line())
                .startsWith("file:" + output
                        + ": another run may have taken over the run lock, since this run did not renew it after ")
                .endsWith("; this run stops: continue it with --resume when no other run uses the directory");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(new RunFiles(output).names()).containsExactly("run.json");
    }
}
