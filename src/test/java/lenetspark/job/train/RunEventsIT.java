package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.job.Console;
import lenetspark.job.UriResolver;
import lenetspark.metrics.TrainingEvent;
import lenetspark.run.RunDirectory;
import lenetspark.training.round.RoundStatistics;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEventsIT {

    private static JavaSparkContext context;

    private final Path directory;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    RunEventsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void connect() {
        context = new JavaSparkContext(new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("events")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
    }

    @AfterAll
    static void disconnect() {
        context.close();
    }

    /** Opens the events of a run with 101 rounds, of which 100 are in the metrics file. */
    private RunEvents hundredAndOneRounds() throws IOException {
        Console console = new Console(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        RunDirectory run = UriResolver.output(directory.toString(), new Configuration());
        RunRecord record = RunRecords.empty();
        RunEvents events = RunEvents.open(
                Options.parse(TrainConfig.class, new String[] {"--data=x", "--report=false", "--tensorboard=false"}),
                run,
                record,
                run.metrics(List.of()),
                console);
        for (int round = 1; round <= 101; round++) {
            if (round > 100) {
                events.stream().flush();
            }
            events.stream()
                    .publish(new TrainingEvent.Round(new RoundStatistics(
                            1, round, 200, round, 1, 1, 0.5, 0, null, 1, 1, 1, 1, 0.1, List.of(1.0), List.of())));
        }
        events.stream().flush();
        assertThat(lines()).hasSize(100);
        return events;
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(directory.resolve("metrics.jsonl"));
    }

    @Test
    void shouldWriteAllLinesOfARunThatEndsEarly() throws IOException {
        hundredAndOneRounds().close();

        assertThat(lines()).hasSize(101);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void shouldWarnWhenTheLastLinesCannotBeWritten() throws IOException {
        RunEvents events = hundredAndOneRounds();
        Files.delete(directory.resolve("metrics.jsonl"));
        Files.createDirectories(directory.resolve("metrics.jsonl/in-the-way"));

        events.close();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("lenet: warning: metrics.jsonl lacks the last lines of the run: file:" + directory
                        + "/metrics.jsonl: cannot be written: ")
                .hasLineCount(1);
    }
}
