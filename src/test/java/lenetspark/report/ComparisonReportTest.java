package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {

    private final Path directory;

    ComparisonReportTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private JsonNode data(String... runs) {
        List<RecordedRun> recorded = Stream.of(runs)
                .map(run -> RecordedRun.read(RunDirectories.at(directory.resolve(run))))
                .toList();
        return new ComparisonReport(recorded, Instant.EPOCH).data();
    }

    @Test
    void shouldContainResultsAndCurvesOfAllRuns() throws IOException {
        RunDirectories.tested(directory.resolve("a"));
        RunDirectories.training(directory.resolve("b"), 2);

        JsonNode runs = data("a", "b").get("runs");

        assertThat(runs).extracting(run -> run.get("name").asText()).containsExactly("a", "b");
        assertThat(runs.at("/0/result/testAccuracy").asDouble()).isEqualTo(0.5);
        assertThat(runs.at("/1/result").isNull()).isTrue();
        assertThat(runs.at("/0/epochs/at")).hasToString("[1.0,2.0]");
        assertThat(runs.at("/1/totals/examples").asInt()).isEqualTo(600);
    }

    @Test
    void shouldDistinguishRunsOfTheSameNameByDirectory() throws IOException {
        RunDirectories.training(directory.resolve("x/run"), 1);
        RunDirectories.training(directory.resolve("y/run"), 1);

        assertThat(data("x/run", "y/run").get("runs"))
                .extracting(run -> run.get("name").asText())
                .containsExactly("x/run", "y/run");
    }

    @Test
    void shouldCompareARunWithItself() throws IOException {
        RunDirectories.training(directory.resolve("a"), 1);

        assertThat(data("a", "a").get("differences")).isEmpty();
    }

    @Test
    void shouldListSettingsThatDiffer() throws IOException {
        RunDirectories.tested(directory.resolve("a"));
        RunDirectories.training(directory.resolve("b"), 2);

        assertThat(data("a", "b").get("differences"))
                .extracting(row -> row.get("name").asText() + " " + row.get("values"))
                .containsExactly(
                        "activation [\"relu\",\"tanh\"]",
                        "pooling [\"max\",\"average\"]",
                        "version of java [null,\"17\"]");
    }

    @Test
    void shouldOmitEqualSettings() {
        assertThat(ComparisonReport.differences(List.of(Map.of("seed", "1"), Map.of("seed", "1"))))
                .isEmpty();
    }
}
