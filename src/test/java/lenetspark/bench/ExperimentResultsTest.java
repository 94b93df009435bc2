package lenetspark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import lenetspark.metrics.TrainingEvent;
import lenetspark.training.round.RoundStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ExperimentResultsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path runs;

    private void run(String name, String averaging, int replicas, int frequency, double accuracy) throws IOException {
        Path directory = Files.createDirectories(runs.resolve(name));
        Files.writeString(
                directory.resolve("run.json"),
                """
                {"configuration": {"averaging": "%s", "averaging-frequency": "%d"}, "replicas": %d,
                 "result": {"testAccuracy": %s, "testLoss": 0.05}}
                """
                        .formatted(averaging, frequency, replicas, accuracy));
        String round = JSON.writeValueAsString(new TrainingEvent.Round(new RoundStatistics(
                1, 1, 2, 1, replicas, 10, 0.5, 1_000_000, null, 1, 1, 1, 1, 0.002, List.of(1.0), List.of())));
        String end = JSON.writeValueAsString(new TrainingEvent.Run("done", 1, 1, null, accuracy, 0.05, 1));
        Files.writeString(directory.resolve("metrics.jsonl"), round + "\n" + round + "\n" + end + "\n");
    }

    @Test
    void shouldCombineTheSeedsOfEachSetting() throws IOException {
        run("a", "nesterov", 16, 10, 0.99);
        run("b", "weighted", 16, 10, 0.97);
        run("c", "weighted", 16, 10, 0.98);
        run("d", "weighted", 2, 50, 0.985);
        Files.createDirectories(runs.resolve("interrupted"));
        Files.writeString(runs.resolve("interrupted/run.json"), "{}");
        Files.createDirectories(runs.resolve("stopped"));
        Files.writeString(runs.resolve("stopped/run.json"), "{\"result\": {\"reason\": \"stopped by a signal\"}}");

        ExperimentResults results = ExperimentResults.read(runs);

        assertThat(results.rows())
                .extracting(ExperimentResults.Row::cell)
                .containsExactly(
                        new ExperimentCell("weighted", 16, 10),
                        new ExperimentCell("weighted", 2, 50),
                        new ExperimentCell("nesterov", 16, 10));
        ExperimentResults.Row row = results.rows().get(0);
        assertThat(row.testAccuracy().size()).isEqualTo(2);
        assertThat(row.testAccuracy().mean()).isCloseTo(0.975, within(1e-12));
        assertThat(row.testAccuracy().deviation()).isCloseTo(0.01 / Math.sqrt(2), within(1e-12));
        assertThat(row.rounds()).isEqualTo(2);
        assertThat(row.averagedBytes()).isEqualTo(2_000_000);
        assertThat(results.markdown())
                .contains("| weighted | 10 | 16 | 97.50 % ± 0.71 | 97.00 % | 0.0500 | 2 | 2 | 2 |\n");
    }

    @Test
    void shouldDrawALineForEveryRuleAndFrequency() throws Exception {
        run("a", "nesterov", 16, 10, 0.99);
        run("b", "weighted", 16, 10, 0.97);
        run("c", "weighted", 2, 10, 0.98);

        Document plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(ExperimentPlot.svg(ExperimentResults.read(runs)))));

        NodeList lines = plot.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(2);
        // The single point of nesterov is the highest; the line of weighted falls from the middle to the bottom.
        assertThat(((Element) lines.item(0)).getAttribute("points")).isEqualTo("490.0,50.0");
        assertThat(((Element) lines.item(1)).getAttribute("points")).isEqualTo("210.0,210.0 490.0,370.0");
        assertThat(plot.getDocumentElement().getTextContent())
                .contains("nesterov every 10", "weighted every 10", "99.00 %", "97.00 %", "replicas");
    }

    @Test
    void shouldReportNoDeviationForOneRun() {
        assertThat(Sample.of(List.of(3.0), value -> value)).isEqualTo(new Sample(1, 3, 0, 3, 3));
        assertThatThrownBy(() -> Sample.of(List.<Double>of(), value -> value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A sample needs a run");
    }

    @Test
    void shouldTrainOneReplicaOncePerSeed() {
        List<ExperimentCell.Run> grid = ExperimentCell.grid(
                Map.of("rules", "weighted,nesterov", "replicas", "1,2", "frequencies", "10,50", "seeds", "4,5"));

        assertThat(grid)
                .extracting(ExperimentCell.Run::name)
                .containsExactly(
                        "weighted-1-every-10-seed-4",
                        "weighted-2-every-10-seed-4",
                        "weighted-2-every-50-seed-4",
                        "nesterov-2-every-10-seed-4",
                        "nesterov-2-every-50-seed-4",
                        "weighted-1-every-10-seed-5",
                        "weighted-2-every-10-seed-5",
                        "weighted-2-every-50-seed-5",
                        "nesterov-2-every-10-seed-5",
                        "nesterov-2-every-50-seed-5");
        assertThat(grid.get(1).options())
                .containsExactly("--averaging=weighted", "--replicas=2", "--averaging-frequency=10", "--seed=4");
    }
}
