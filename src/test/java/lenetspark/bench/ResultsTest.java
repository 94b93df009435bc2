package lenetspark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lenetspark.metrics.TrainingEvent;
import lenetspark.training.round.RoundStatistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Computes results from a directory of measurements with two runs on two cores. */
class ResultsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @BeforeEach
    void measure() throws IOException {
        kernel("simd-1", 512, 1000, 4000, 9e9);
        kernel("simd-2", 512, 3000, 6000, 9e9);
        kernel("simd-at-once-1", 512, 900, 4000, 9e9);
        kernel("simd-at-once-2", 512, 2400, 6000, 9e9);
        kernel("stock-1", 512, 10, 20, 9e9);
        kernel("stock-2", 512, 10, 20, 9e9);
        training("simd-1", 20, List.of(6.0, 1.0, 0.5, 0.5), List.of(0.9, 0.98, 0.985, 0.99));
        training("simd-2", 30, List.of(6.0, 2.0, 1.0, 1.0), List.of(0.9, 0.98, 0.985, 0.98));
        training("long-1", 40, List.of(6.0, 4.0, 2.0, 1.0), List.of(0.9, 0.98, 0.985, 0.99));
        training("long-2", 40, List.of(6.0, 4.0, 0.5, 0.5), List.of(0.9, 0.98, 0.985, 0.99));
        for (String run : List.of("1", "2")) {
            training("bare-" + run, 10, List.of(6.0, 0.5), List.of(0.9, 0.98));
            training("dl4j-" + run, 60, List.of(30.0), List.of(0.9));
            training("stock-" + run, 120, List.of(60.0), List.of(0.9));
            training("scaling-1-" + run, 20, List.of(6.0, 4.0, 2.0), List.of(0.9, 0.98, 0.99));
        }
    }

    @Test
    void shouldCompareKernelsWithStockAndPeak() throws IOException {
        Results.KernelRow simd = results().kernels().get(0);
        assertThat(simd.name()).isEqualTo("simd");
        assertThat(simd.train()).isEqualTo(new Spread(1000, 2000, 3000));
        assertThat(simd.trainTimesStock()).isEqualTo(new Spread(100, 200, 300));
        assertThat(simd.predictTimesStock()).isEqualTo(new Spread(200, 250, 300));
        assertThat(simd.trainShareOfPeak().max()).isCloseTo(3000.0 * 2_263_920 / 9e9, within(1e-12));
        assertThat(simd.predictShareOfPeak().min()).isCloseTo(4000.0 * 833_040 / 9e9, within(1e-12));
        assertThat(results().kernels())
                .extracting(Results.KernelRow::name)
                .containsExactly("simd", "simd-at-once", "stock");
    }

    @Test
    void shouldExcludeTheFirstEpochFromTheLoopRate() throws IOException {
        Results.TrainingRow simd = results().training().get(0);
        // 600/s, 1200/s and 1200/s, and half of it.
        assertThat(simd.loop()).isEqualTo(new Spread(600, 900, 1200));
        assertThat(simd.loopTimesStock()).isEqualTo(new Spread(60, 90, 120));
    }

    @Test
    void shouldReportTheCostOfTheReport() throws IOException {
        assertThat(results().training())
                .extracting(Results.TrainingRow::name)
                .containsExactly("simd", "bare", "dl4j", "stock");
        assertThat(results().training().get(1).loop()).isEqualTo(new Spread(1200, 1200, 1200));
        assertThat(results().training().get(1).wallSeconds()).isEqualTo(new Spread(10, 10, 10));
    }

    @Test
    void shouldUseASingleEpochForTheRate() throws IOException {
        Results.TrainingRow stock = results().training().get(3);
        assertThat(stock.epochs()).isEqualTo(1);
        assertThat(stock.loop()).isEqualTo(new Spread(10, 10, 10));
        assertThat(stock.loopTimesStock()).isEqualTo(new Spread(1, 1, 1));
    }

    @Test
    void shouldIncludeAllEpochsAndTimeInTheCommandRate() throws IOException {
        Results.TrainingRow simd = results().training().get(0);
        assertThat(simd.wallSeconds()).isEqualTo(new Spread(20, 25, 30));
        assertThat(simd.command()).isEqualTo(new Spread(80, 100, 120));
        assertThat(simd.commandTimesStock()).isEqualTo(new Spread(16, 20, 24));
    }

    @Test
    void shouldSplitRoundsAfterTheFirstEpoch() throws IOException {
        Results.RoundRow rounds = results().rounds().get(0);
        assertThat(List.of(rounds.from(), rounds.to())).containsExactly(2, 4);
        assertThat(rounds.computeMillis()).isEqualTo(new Spread(500, 750, 1000));
        assertThat(rounds.averagingMillis()).isEqualTo(new Spread(62.5, 93.75, 125));
        assertThat(rounds.waitingMillis()).isEqualTo(new Spread(62.5, 93.75, 125));
    }

    @Test
    void shouldTakeSteadyRoundsFromTheSecondHalfOfALongRun() throws IOException {
        Results.RoundRow rounds = results().rounds().get(1);
        assertThat(List.of(rounds.from(), rounds.to())).containsExactly(3, 4);
        assertThat(rounds.computeMillis()).isEqualTo(new Spread(500, 1000, 1500));
        assertThat(rounds.waitingMillis()).isEqualTo(new Spread(62.5, 125, 187.5));
        // The median of 300/s and 600/s of 2 x 1000, and 1200/s of 2 x 3000.
        assertThat(rounds.loopEfficiency().min()).isCloseTo(0.2, within(1e-12));
        assertThat(rounds.loopEfficiency().max()).isCloseTo(0.225, within(1e-12));
    }

    @Test
    void shouldComputeEfficiencyOverAllCores() throws IOException {
        // 1200 of 2 x 1000, and 600 of 2 x 3000.
        assertThat(results().rounds().get(0).loopEfficiency().max()).isCloseTo(0.6, within(1e-12));
        assertThat(results().rounds().get(0).loopEfficiency().min()).isCloseTo(0.1, within(1e-12));
        // 1200 of 2 x 900, and 600 of 2 x 2400.
        assertThat(results().rounds().get(0).loopEfficiencyAtOnce().max()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(results().rounds().get(0).loopEfficiencyAtOnce().min()).isCloseTo(0.125, within(1e-12));
    }

    @Test
    void shouldMeasureTimeToAccuracyUpToTheReachingEpoch() throws IOException {
        Results.AccuracyRow row = results().accuracy().get(0);
        assertThat(row.validationAccuracy()).isEqualTo(0.985);
        assertThat(row.epochs()).isEqualTo(new Spread(3, 3, 3));
        assertThat(row.seconds()).isEqualTo(new Spread(7.5, 8.25, 9));
        assertThat(row.testAccuracy()).isEqualTo(new Spread(0.9875, 0.9875, 0.9875));
    }

    @Test
    void shouldReportTimeToAccuracyOfTorchIfMeasured() throws IOException {
        assertThat(results().accuracy()).extracting(Results.AccuracyRow::name).containsOnly("simd");
        training("torch-1", 50, List.of(9.0, 9.0), List.of(0.98, 0.986));
        training("torch-2", 50, List.of(9.0, 9.0), List.of(0.98, 0.986));

        Results.AccuracyRow row = results().accuracy().get(2);
        assertThat(row.name()).isEqualTo("torch");
        assertThat(row.seconds()).isEqualTo(new Spread(18, 18, 18));
    }

    @Test
    void shouldReportNoTimeIfARunMissesTheAccuracy() throws IOException {
        Results.AccuracyRow row = results().accuracy().get(1);
        assertThat(row.validationAccuracy()).isEqualTo(0.99);
        assertThat(row.epochsTrained()).isEqualTo(4);
        assertThat(row.seconds()).isNull();
    }

    @Test
    void shouldEndScalingWithAllCores() throws IOException {
        assertThat(results().scaling())
                .containsExactly(
                        new Results.ScalingRow(1, new Spread(225, 225, 225), new Spread(1, 1, 1)),
                        new Results.ScalingRow(
                                2, new Spread(600, 900, 1200), new Spread(600 / 225.0, 4, 1200 / 225.0)));
    }

    @Test
    void shouldCompareTorchIfMeasured() throws IOException {
        assertThat(results().torch()).isEmpty();
        for (String run : List.of("1", "2")) {
            write(
                    "torch/all-" + run + ".json",
                    "{\"version\": \"2.0\", \"threads\": 2, \"trainPerCpuSecond\": 100, \"trainPerSecond\": 150,"
                            + " \"predictPerCpuSecond\": 300, \"predictPerSecond\": 450}");
        }
        Results.TorchRow all = results().torch().get(0);
        assertThat(all.threads()).isEqualTo(2);
        assertThat(all.simdTimesPerCpuSecond()).isEqualTo(new Spread(10, 20, 30));
        assertThat(all.simdTimesPerSecond()).isEqualTo(new Spread(4, 6, 8));
    }

    @Test
    void shouldNameMissingMeasurements() throws IOException {
        Files.delete(directory.resolve("train/stock-1.seconds"));
        assertThatThrownBy(this::results).hasMessage("Nothing was measured of stock");
    }

    private Results results() throws IOException {
        return Results.of(Measurements.read(directory), 2);
    }

    private void kernel(String run, int bits, double train, double predict, double peak) throws IOException {
        write(
                "kernel/" + run + ".json",
                "{\"vectorBits\": %d, \"trainPerCpuSecond\": %s, \"predictPerCpuSecond\": %s, \"peakFlops\": %s}"
                        .formatted(bits, train, predict, peak));
    }

    /** Writes a run in which every epoch is one round of 600 examples. The three times of a round need not add up. */
    private void training(String run, double wallSeconds, List<Double> seconds, List<Double> accuracies)
            throws IOException {
        List<TrainingEvent> events = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            double time = seconds.get(i);
            events.add(new TrainingEvent.Round(new RoundStatistics(
                    i + 1,
                    1,
                    1,
                    i + 1,
                    2,
                    600,
                    0.5,
                    0,
                    null,
                    600 / time,
                    time,
                    time / 8,
                    time / 8,
                    0.002,
                    List.of(time),
                    List.of())));
            events.add(new TrainingEvent.Epoch(
                    i + 1,
                    seconds.size(),
                    i + 1,
                    600,
                    0.5,
                    null,
                    0.1,
                    accuracies.get(i),
                    null,
                    null,
                    600 / time,
                    time,
                    time,
                    time / 8,
                    time / 8));
        }
        events.add(new TrainingEvent.Run("all epochs trained", seconds.size(), 1, 0.9, 0.9875, 0.03, wallSeconds));
        StringBuilder lines = new StringBuilder();
        for (TrainingEvent event : events) {
            lines.append(JSON.writeValueAsString(event)).append('\n');
        }
        write("train/" + run + "/metrics.jsonl", lines.toString());
        write("train/" + run + ".seconds", wallSeconds + "\n");
    }

    private void write(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
