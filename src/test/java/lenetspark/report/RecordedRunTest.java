package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lenetspark.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedRunTest {

    private final Path directory;

    RecordedRunTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldRejectADirectoryWithoutARecord() {
        assertThatThrownBy(() -> RecordedRun.read(RunDirectories.at(directory.resolve("no"))))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "file:" + directory
                                + "/no: has no run.json, so it is not a run directory; give the --output directory of a train command");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run.json | { | damaged: not JSON",
                "run.json | [1] | damaged: not a JSON object",
                "evaluation.json | oops | damaged: not JSON",
                "model/lenet.zip | PK | not a zip file"
            })
    void shouldNameTheDamagedFile(String name, String content, String reason) throws IOException {
        RunDirectories.tested(directory);
        Files.writeString(directory.resolve(name), content);

        assertThatThrownBy(() -> RecordedRun.read(RunDirectories.at(directory)))
                .isInstanceOf(DataException.class)
                .hasMessage("file:" + directory + "/" + name + ": " + reason);
    }

    @Test
    void shouldRequireTheEvaluationOfAnEvaluatedRun() throws IOException {
        RunDirectories.tested(directory);
        Files.delete(directory.resolve("evaluation.json"));

        assertThatThrownBy(() -> RecordedRun.read(RunDirectories.at(directory)))
                .isInstanceOf(DataException.class)
                .hasMessage("file:" + directory + "/evaluation.json: no such file");
    }

    @Test
    void shouldAllowAMissingModel() throws IOException {
        RunDirectories.tested(directory);
        Files.delete(directory.resolve("model/lenet.zip"));

        assertThat(RecordedRun.read(RunDirectories.at(directory)).network()).isNull();
    }

    @Test
    void shouldAllowMissingMetricsBeforeTheFirstCheckpoint() throws IOException {
        RunDirectories.write(directory, "run.json", RunDirectories.RECORD);

        RecordedRun run = RecordedRun.read(RunDirectories.at(directory));

        assertThat(run.metrics().epochs()).isEmpty();
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void shouldIgnoreTheEvaluationOfAResumedRun() throws IOException {
        RunDirectories.tested(directory);
        RunDirectories.write(directory, "run.json", RunDirectories.RECORD);

        RecordedRun run = RecordedRun.read(RunDirectories.at(directory));

        assertThat(run.evaluation()).isNull();
        assertThat(run.network()).isNull();
    }
}
