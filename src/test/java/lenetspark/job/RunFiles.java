package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The files of a local run directory. */
public record RunFiles(Path root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the paths of all files, relative to the run directory, sorted; none if it does not exist. */
    public List<String> names() throws IOException {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Returns the paths without the temporary files of a killed run. The names of stored metrics, which are digests of
     * measured times, are replaced.
     */
    public List<String> visibleNames() throws IOException {
        return names().stream()
                .filter(name -> !name.contains("/.") && !name.startsWith("."))
                .map(name -> name.replaceFirst("/[0-9a-f]{64}\\.lines$", "/DIGEST.lines"))
                .toList();
    }

    public byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(root.resolve(name));
    }

    public String sha256(String name) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(name)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public JsonNode json(String name) throws IOException {
        return JSON.readTree(bytes(name));
    }

    private ObjectNode evaluation() throws IOException {
        ObjectNode evaluation = (ObjectNode) json("evaluation.json");
        evaluation.remove("data");
        return evaluation;
    }

    /** Returns the result of the run in run.json. */
    public JsonNode result() throws IOException {
        return json("run.json").get("result");
    }

    /** Returns the lines of metrics.jsonl. */
    public List<JsonNode> metrics() throws IOException {
        return Files.readAllLines(root.resolve("metrics.jsonl")).stream()
                .map(RunFiles::parse)
                .toList();
    }

    /** Returns the lines of metrics.jsonl without measured times. */
    public List<JsonNode> timelessMetrics() throws IOException {
        return metrics().stream().map(RunFiles::timeless).toList();
    }

    /** Returns the names of the checkpoints, sorted. */
    public List<String> checkpoints() throws IOException {
        try (Stream<Path> entries = Files.list(root.resolve("checkpoints"))) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("epoch-"))
                    .sorted()
                    .toList();
        }
    }

    /** Asserts that another run ended with the same bytes, except for measured times and the location of the data. */
    public void requireSameResults(RunFiles other) throws IOException {
        assertThat(other.sha256("model/lenet.zip")).isEqualTo(sha256("model/lenet.zip"));
        assertThat(other.evaluation()).isEqualTo(evaluation());
        assertThat(other.timelessMetrics()).isEqualTo(timelessMetrics());
        assertThat(other.checkpoints()).isEqualTo(checkpoints());
        for (String checkpoint : checkpoints()) {
            String model = "checkpoints/" + checkpoint + "/model.zip";
            assertThat(other.sha256(model)).as(model).isEqualTo(sha256(model));
        }
    }

    /** Deletes a checkpoint, or another file or directory. */
    public void delete(String name) throws IOException {
        Path path = root.resolve(name);
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Copies the directory. */
    public RunFiles copyTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(root.relativize(file).toString()));
            }
        }
        return new RunFiles(target);
    }

    /** Changes the directory to that of a run that died after it wrote the checkpoint. */
    public void loseEverythingAfter(String last) throws IOException {
        for (String checkpoint : checkpoints()) {
            if (checkpoint.compareTo(last) > 0) {
                delete("checkpoints/" + checkpoint);
            }
        }
        ObjectNode manifest = (ObjectNode) json("checkpoints/latest.json");
        manifest.put("checkpoint", last).put("stateSha256", sha256("checkpoints/" + last + "/state.json"));
        JSON.writeValue(root.resolve("checkpoints/latest.json").toFile(), manifest);
        delete("evaluation.json");
        delete("model");
    }

    public static JsonNode timeless(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove(List.of(
                "examplesPerSecond",
                "seconds",
                "computeSeconds",
                "averagingSeconds",
                "waitingSeconds",
                "replicaSeconds",
                "started",
                "finished"));
        return copy;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
