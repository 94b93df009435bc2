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
 * What a run has written into its directory.
 *
 * @param uri of the directory
 * @param record of {@code run.json}
 * @param evaluation of {@code evaluation.json}; null until the run has been tested
 * @param network of {@code model/lenet.zip}; null until the run has been tested, or if it was deleted
 */
record RecordedRun(
        String uri,
        ObjectNode record,
        Metrics metrics,
        @Nullable ObjectNode evaluation,
        @Nullable TrainedNetwork network) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORD = "run.json";

    /**
     * Reads a run directory.
     *
     * @throws DataException if it is none, or one of its files is damaged or cannot be read; lines of the metrics that are
     *     damaged are only left out
     */
    static RecordedRun read(Directory run) {
        try {
            return read(run, metrics(run));
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a run directory, except for the metrics.
     *
     * @throws DataException as {@link #read(Directory)}
     */
    static RecordedRun read(Directory run, Metrics metrics) {
        try {
            if (!run.contains(RECORD)) {
                throw new DataException(run.uri() + ": has no " + RECORD
                        + ", so it is no run directory; name what was the --output of train");
            }
            ObjectNode record = object(run, RECORD);
            // A run that was resumed still has the files of its first end.
            boolean tested = record.at("/result/testAccuracy").isNumber();
            return new RecordedRun(
                    run.uri(),
                    record,
                    metrics,
                    tested ? object(run, "evaluation.json") : null,
                    tested ? network(run, record) : null);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Lines for the user about what could not be read. */
    List<String> warnings() {
        return metrics.warnings(uri);
    }

    /** Whether the run has written down how it ended. */
    boolean hasResult() {
        return record.path("result").isObject();
    }

    /** The last part of the directory's URI. */
    String name() {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    private static Metrics metrics(Directory run) throws IOException {
        try {
            return Metrics.parse(new String(run.read(JsonLinesSink.FILE), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (FileNotFoundException e) {
            // Written with the first checkpoint.
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
