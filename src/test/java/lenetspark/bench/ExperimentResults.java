package lenetspark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lenetspark.training.round.RoundStatistics;

/** Results of the runs of an experiment, by cell. */
record ExperimentResults(List<Row> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Results of one cell.
     *
     * @param rounds number of rounds of one run
     * @param averagedBytes number of bytes that the replicas of one run sent to the driver
     */
    record Row(ExperimentCell cell, Sample testAccuracy, Sample testLoss, long rounds, long averagedBytes) {}

    private record Finished(ExperimentCell cell, double testAccuracy, double testLoss, long rounds, long bytes) {}

    /** Reads every finished run in {@code runs} and skips the others. */
    static ExperimentResults read(Path runs) throws IOException {
        Map<ExperimentCell, List<Finished>> cells = new TreeMap<>();
        List<Path> directories;
        try (Stream<Path> entries = Files.list(runs)) {
            directories = entries.sorted().toList();
        }
        for (Path directory : directories) {
            if (isFinished(directory)) {
                Finished run = run(directory);
                cells.computeIfAbsent(run.cell(), cell -> new ArrayList<>()).add(run);
            }
        }
        return new ExperimentResults(cells.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** Returns whether a run has finished. A stopped run has a result too, but was not evaluated. */
    static boolean isFinished(Path directory) throws IOException {
        Path record = directory.resolve("run.json");
        return Files.exists(record)
                && JSON.readTree(record.toFile()).path("result").has("testAccuracy");
    }

    private static Finished run(Path directory) throws IOException {
        JsonNode record = JSON.readTree(directory.resolve("run.json").toFile());
        JsonNode configuration = record.get("configuration");
        List<RoundStatistics> rounds =
                TrainingRun.read(directory.resolve("metrics.jsonl"), 0).rounds();
        return new Finished(
                new ExperimentCell(
                        configuration.get("averaging").asText(),
                        record.get("replicas").asInt(),
                        configuration.get("averaging-frequency").asInt()),
                record.at("/result/testAccuracy").asDouble(),
                record.at("/result/testLoss").asDouble(),
                rounds.size(),
                rounds.stream().mapToLong(RoundStatistics::averagedBytes).sum());
    }

    private static Row row(ExperimentCell cell, List<Finished> runs) {
        return new Row(
                cell,
                Sample.of(runs, Finished::testAccuracy),
                Sample.of(runs, Finished::testLoss),
                Math.round(Sample.of(runs, Finished::rounds).mean()),
                Math.round(Sample.of(runs, Finished::bytes).mean()));
    }

    /** Returns the results as a Markdown table. */
    String markdown() {
        StringBuilder text = new StringBuilder(
                """
                | averaging | every | replicas | test accuracy | lowest | test loss | seeds | rounds | MB averaged |
                | --- | --: | --: | --: | --: | --: | --: | --: | --: |
                """);
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f %% ± %.2f | %.2f %% | %.4f | %d | %,d | %,.0f |%n",
                    row.cell().rule(),
                    row.cell().frequency(),
                    row.cell().replicas(),
                    100 * row.testAccuracy().mean(),
                    100 * row.testAccuracy().deviation(),
                    100 * row.testAccuracy().least(),
                    row.testLoss().mean(),
                    row.testAccuracy().size(),
                    row.rounds(),
                    row.averagedBytes() / 1e6));
        }
        return text.toString();
    }
}
