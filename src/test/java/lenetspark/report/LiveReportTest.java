package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lenetspark.metrics.TrainingEvent;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import lenetspark.training.round.RoundStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveReportTest {

    private static final TrainingEvent ROUND = new TrainingEvent.Round(
            new RoundStatistics(1, 1, 1, 1, 1, 1, 0.5, 0, null, 1, 1, 1, 1, 0.1, List.of(1.0), List.of()));
    private static final TrainingEvent EPOCH =
            new TrainingEvent.Epoch(1, 2, 1, 1, 0.5, null, null, null, null, null, 1, 1, 1, 0, 0);

    private final Path directory;
    private final List<String> warnings = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1;
    private long nanosToRead;

    LiveReportTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path page() {
        return directory.resolve("report/index.html");
    }

    private LiveReport report() {
        return new LiveReport(RunDirectories.at(directory), this::lines, () -> now, warnings::add);
    }

    /** Returns the lines of the file and advances the clock by {@link #nanosToRead}. */
    private List<String> lines() {
        now += nanosToRead;
        try {
            return Files.readAllLines(directory.resolve("metrics.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldWriteAReloadingPageAfterAnEpochButNotAfterARound() throws IOException {
        RunDirectories.training(directory, 1);
        LiveReport report = report();
        report.accept(ROUND);
        report.flush();
        assertThat(page()).doesNotExist();

        report.accept(EPOCH);
        assertThat(page()).doesNotExist();
        report.flush();

        assertThat(page()).content().contains("http-equiv=\"refresh\"");
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldWriteOncePerEpochForAnyNumberOfFlushes() throws IOException {
        RunDirectories.training(directory, 1);
        LiveReport report = report();
        report.accept(EPOCH);
        report.flush();
        Files.delete(page());
        report.flush();

        assertThat(page()).doesNotExist();
    }

    @Test
    void shouldSkipEpochsThatAreFasterThanTheReload() throws IOException {
        RunDirectories.training(directory, 1);
        LiveReport report = report();
        report.accept(EPOCH);
        report.flush();
        Files.delete(page());

        now += 4_999_999_999L;
        report.accept(EPOCH);
        report.flush();
        assertThat(page()).doesNotExist();

        now += 1;
        report.flush();
        assertThat(page()).exists();
    }

    @Test
    void shouldTakeAtMostAFiftiethOfTheTimeIfPagesAreSlow() throws IOException {
        RunDirectories.training(directory, 1);
        nanosToRead = 1_000_000_000L;
        LiveReport report = report();
        report.accept(EPOCH);
        report.flush();
        Files.delete(page());

        now += 49_999_999_999L;
        report.accept(EPOCH);
        report.flush();
        assertThat(page()).doesNotExist();

        now += 1;
        report.flush();
        assertThat(page()).exists();
    }

    @Test
    void shouldShowEveryLineEvenIfTheFileIsOutdated() throws IOException {
        RunDirectories.training(directory, 1);
        List<String> lines = new ArrayList<>(lines());
        lines.add(RunDirectories.epoch(7).strip());
        LiveReport report = new LiveReport(RunDirectories.at(directory), () -> lines, () -> now, warnings::add);
        report.accept(EPOCH);
        report.flush();

        assertThat(page()).content().contains("\"epochs\":{\"at\":[1.0,7.0]");
    }

    @Test
    void shouldFinishWithAPageThatDoesNotReload() throws IOException {
        RunDirectories.training(directory, 1);
        LiveReport report = report();
        report.accept(EPOCH);
        report.flush();
        report.close();
        assertThat(page()).content().doesNotContain("http-equiv=\"refresh\"").contains("\"running\":false");

        RunDirectories.tested(directory);
        report.close();
        assertThat(page()).content().contains("all epochs trained");
        assertThat(directory.resolve("report/draw.html")).exists();
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldWarnOnceIfThePageCannotBeWritten() throws IOException {
        RunDirectories.training(directory, 1);
        Files.writeString(directory.resolve("report"), "in the way");
        LiveReport report = report();
        for (int epoch = 0; epoch < 3; epoch++) {
            report.accept(EPOCH);
            report.flush();
            now += 5_000_000_000L;
        }
        report.close();

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("the report could not be written: file:" + directory
                        + "/report/index.html: cannot be written: ");
    }

    @Test
    void shouldWarnOnceAboutADamagedLineAndShowTheRest() throws IOException {
        RunDirectories.training(directory, 1);
        Files.writeString(directory.resolve("metrics.jsonl"), "{\n" + RunDirectories.epoch(1));
        LiveReport report = report();
        for (int epoch = 0; epoch < 2; epoch++) {
            report.accept(EPOCH);
            report.flush();
            now += 5_000_000_000L;
        }

        assertThat(warnings).containsExactly("file:" + directory + "/metrics.jsonl: line 1 is damaged and skipped");
        assertThat(page()).exists();
    }

    @Test
    void shouldNotWriteIntoADirectoryOwnedByAnotherJob() throws IOException {
        RunDirectories.training(directory, 1);
        Directory lost = RunDirectories.at(directory)
                .guarded(
                        () -> {
                            throw new OwnershipLostException("another job has it");
                        },
                        ".staging-1");
        LiveReport report = new LiveReport(lost, this::lines, () -> now, warnings::add);

        assertThatThrownBy(report::close)
                .isInstanceOf(OwnershipLostException.class)
                .hasMessage("another job has it");

        assertThat(page()).doesNotExist();
        assertThat(warnings).isEmpty();
    }
}
