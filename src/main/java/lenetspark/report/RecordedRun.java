package lenetspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.model.ModelArchive;
import lenetspark.storage.Directory;
import org.jspecify.annotations.Nullable;

/**
 * Content of a run directory.
 *
 * @param uri URI of the directory
 * @param record content of {@code run.json}
 * @param metrics content of {@code metrics.jsonl}
 * @param evaluation content of {@code evaluation.json}; null until the run has been evaluated
 * @param network network of {@code model/lenet.zip}; null until the run has been evaluated, or if the file was deleted
 */
record RecordedRun(
        String uri,
        ObjectNode record,
        Metrics metrics,
        @Nullable ObjectNode evaluation,
        @Nullable TrainedNetwork network) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORD_FILE = "run.json";

    /**
     * Reads a run directory.
     *
     * @throws DataException if the directory is not a run directory, or one of its files is damaged or cannot be read;
     *     damaged lines of the metrics are only skipped
     */
    static RecordedRun read(Directory run) {
        try {
            return read(run, metrics(run));
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a run directory, using the given metrics instead of the file.
     *
     * @throws DataException under the conditions of {@link #read(Directory)}
     */
    static RecordedRun read(Directory run, Metrics metrics) {
        try {
            if (!run.contains(RECORD_FILE)) {
                throw new DataException(run.uri() + ": has no " + RECORD_FILE
                        + ", so it is not a run directory; give the --output directory of a train command");
            }
            ObjectNode record = object(run, RECORD_FILE);
            // A resumed run still has the files that were written when it ended before.
            boolean evaluated = record.at("/result/testAccuracy").isNumber();
            return new RecordedRun(
                    run.uri(),
                    record,
                    metrics,
                    evaluated ? object(run, "evaluation.json") : null,
                    evaluated ? network(run, record) : null);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns warnings about content that could not be read. */
    List<String> warnings() {
        return metrics.warnings(uri);
    }

    /** Returns whether the run has ended and recorded its result. */
    boolean hasResult() {
        return record.path("result").isObject();
    }

    /** Returns the last segment of the URI of the directory. */
    String name() {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    private static Metrics metrics(Directory run) throws IOException {
        try {
            return Metrics.parse(new String(run.read(JsonLinesSink.FILE), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (FileNotFoundException e) {
            // The file is written with the first checkpoint.
            return Metrics.parse(List.of());
        }
    }

    private static @Nullable TrainedNetwork network(Directory run, ObjectNode record) throws IOException {
        Directory models = run.child("model");
        byte[] archive;
        try {
            archive = models.read("lenet.zip");
        } catch (FileNotFoundException e) {
            return null;
        }
        try {
            return TrainedNetwork.of(
                    ModelArchive.read(archive),
                    record.at("/configuration/activation").asText(),
                    record.at("/configuration/pooling").asText());
        } catch (IOException e) {
            throw new DataException(models.uri() + "/lenet.zip: " + e.getMessage(), e);
        }
    }

    private static ObjectNode object(Directory run, String name) throws IOException {
        byte[] content = run.read(name);
        JsonNode tree;
        try {
            tree = JSON.readTree(content);
        } catch (IOException e) {
            throw new DataException(run.uri() + "/" + name + ": damaged: not JSON", e);
        }
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new DataException(run.uri() + "/" + name + ": damaged: not a JSON object");
    }
}
