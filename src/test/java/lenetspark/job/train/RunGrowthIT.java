package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.metrics.TrainingEvent;
import lenetspark.storage.CountingFileSystem;
import lenetspark.storage.Directory;
import lenetspark.training.round.RoundStatistics;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that a long run writes, without its models. */
class RunGrowthIT {

    private static final int ROUNDS_AN_EPOCH = 100;
    private static final List<Double> OF_REPLICAS = Collections.nCopies(4, 0.0625);

    private final Directory run;

    RunGrowthIT(@TempDir Path directory) throws IOException {
        run = Directory.at("counting:" + directory, CountingFileSystem.configuration());
    }

    @ParameterizedTest
    @CsvSource({"1, 2000", "100, 10000"})
    void shouldWriteInProportionToTheRoundsHoweverOftenItCheckpoints(int everyRounds, int rounds) throws IOException {
        long before = CountingFileSystem.bytesWritten();
        JsonLinesSink metrics = new JsonLinesSink(run, List.of());
        CheckpointStore checkpoints = new CheckpointStore(run.child("checkpoints"), 3, warning -> {});

        train(metrics, checkpoints, 0, rounds / 2, everyRounds);
        long half = CountingFileSystem.bytesWritten() - before;
        train(metrics, checkpoints, rounds / 2, rounds, everyRounds);
        long whole = CountingFileSystem.bytesWritten() - before;

        assertThat(metrics.lines()).hasSize(rounds + rounds / ROUNDS_AN_EPOCH);
        // Bytes of every line are written at least once to the file and once to the checkpoints.
        long lines = metrics.lines().stream().mapToLong(String::length).sum();
        assertThat(whole).isGreaterThan(2 * lines);
        assertThat((double) whole / half).isBetween(1.5, 2.2);
    }

    private static void train(JsonLinesSink metrics, CheckpointStore checkpoints, int from, int to, int everyRounds)
            throws IOException {
        for (int done = from + 1; done <= to; done++) {
            int epoch = (done - 1) / ROUNDS_AN_EPOCH + 1;
            int round = (done - 1) % ROUNDS_AN_EPOCH + 1;
            metrics.accept(new TrainingEvent.Round(new RoundStatistics(
                    epoch,
                    round,
                    ROUNDS_AN_EPOCH,
                    done,
                    4,
                    640,
                    1.0 / done,
                    1_480_944,
                    0.9125,
                    12345.6,
                    0.25,
                    0.005,
                    0.0625,
                    0.002,
                    OF_REPLICAS,
                    OF_REPLICAS)));
            boolean ends = round == ROUNDS_AN_EPOCH;
            if (ends) {
                metrics.accept(new TrainingEvent.Epoch(
                        epoch, 100, done, 64_000, 0.5, 0.75, 0.5, 0.75, null, null, 4583.25, 12.0, 9.0, 0.5, 2.5));
            }
            if (ends || round % everyRounds == 0) {
                metrics.flush();
                checkpoints.save(
                        new Progress(
                                Map.of("seed", "42"),
                                "simd, 512-bit vectors",
                                ends ? epoch : epoch - 1,
                                ends ? 0 : round,
                                done,
                                PartialEpoch.NONE,
                                null,
                                null,
                                metrics.lines()),
                        out -> out.write("the model".getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}
