package lenetspark.job.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lenetspark.bench.Usage;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.job.Console;
import lenetspark.job.SparkContexts;
import lenetspark.run.RunLock;
import lenetspark.training.LocalTraining;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Simulates runs with any number of replicas: the job itself, with the replicas of a round on threads of this process. A round has
 * no Spark job, so many replicas cost as much as one. The results have the bits of the same run on Spark.
 */
public final class Simulation {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Simulation() {}

    /**
     * Reads runs from standard input, each a line with options of {@code train}, and appends the result of each to a file of JSON
     * lines. A run whose result the file has is not repeated. Then prints a table of all results in the file, with one row for the
     * runs that differ in their seed only.
     *
     * @param arguments the file; then the options of all runs
     */
    public static void main(String[] arguments) throws IOException {
        Path results = Usage.parse(
                "Simulation RESULTS.jsonl [OPTION OF train...] < runs", arguments, () -> Path.of(arguments[0]));
        List<String> common = List.of(arguments).subList(1, arguments.length);
        Set<String> done = new HashSet<>();
        read(results).forEach(result -> done.add(result.get("run").asText()));
        try (BufferedReader runs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                JavaSparkContext context = SparkContexts.connect("Simulation")) {
            for (String line = runs.readLine(); line != null; line = runs.readLine()) {
                String run = line.strip();
                if (!run.isEmpty() && done.add(run)) {
                    ObjectNode result = run(context, run, common);
                    System.err.println(result);
                    Files.writeString(results, result + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
        }
        System.out.print(table(read(results)));
    }

    private static List<JsonNode> read(Path results) throws IOException {
        List<JsonNode> runs = new ArrayList<>();
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                runs.add(JSON.readTree(line));
            }
        }
        return runs;
    }

    private static String table(List<JsonNode> runs) {
        Map<String, List<JsonNode>> rows = new LinkedHashMap<>();
        for (JsonNode run : runs) {
            String settings = run.get("run").asText().replaceAll(" *--seed=\\S+", "");
            rows.computeIfAbsent(settings, key -> new ArrayList<>()).add(run.get("result"));
        }
        StringBuilder table = new StringBuilder("| settings | runs | validation, mean | test, mean | lowest |\n");
        table.append("|---|--:|--:|--:|--:|\n");
        rows.forEach((settings, results) -> {
            DoubleSummaryStatistics test = percent(results, "testAccuracy");
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %d | %.2f %% | %.2f %% | %.2f %% |%n",
                    settings,
                    results.size(),
                    percent(results, "validationAccuracy").getAverage(),
                    test.getAverage(),
                    test.getMin()));
        });
        return table.toString();
    }

    private static DoubleSummaryStatistics percent(List<JsonNode> results, String field) {
        return results.stream()
                .mapToDouble(result -> 100 * result.path(field).asDouble())
                .summaryStatistics();
    }

    private static ObjectNode run(JavaSparkContext context, String run, List<String> common) throws IOException {
        Path directory = Files.createTempDirectory("simulation");
        try {
            List<String> options = new ArrayList<>(common);
            options.addAll(List.of(run.split(" +")));
            options.addAll(List.of("--report=false", "--tensorboard=false", "--keep-last=1", "--output=" + directory));
            long start = System.nanoTime();
            train(context, options);
            return result(run, directory, (System.nanoTime() - start) / 1e9);
        } finally {
            delete(directory);
        }
    }

    /** Trains one run with options of {@code train}. */
    static void train(JavaSparkContext context, List<String> options) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false);
        new TrainJob(
                        Options.parse(TrainConfig.class, options.toArray(String[]::new)),
                        new Console(nowhere, System.err, true),
                        RunLock.TimeSource.SYSTEM,
                        LocalTraining::inThisProcess)
                .train(context);
    }

    private static ObjectNode result(String run, Path directory, double seconds) throws IOException {
        ObjectNode result = JSON.createObjectNode().put("run", run);
        JsonNode record = JSON.readTree(directory.resolve("run.json").toFile());
        if (!record.at("/result/testAccuracy").isNumber()) {
            throw new IllegalStateException("The run was stopped, and is not a result: " + run);
        }
        result.set("result", record.get("result"));
        return result.put("seconds", Math.round(10 * seconds) / 10.0);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
