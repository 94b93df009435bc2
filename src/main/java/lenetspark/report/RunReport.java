package lenetspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import lenetspark.storage.Directory;
import org.jspecify.annotations.Nullable;

/**
 * Report of one run: {@code index.html} and, once the run has been evaluated, {@code draw.html}, on which the user
 * draws a digit for the network to classify.
 *
 * @param run content of the run directory
 * @param state state to show for a run without a result
 * @param written time at which the pages are generated
 */
record RunReport(RecordedRun run, RunState state, Instant written) {

    static final String PAGE = "index.html";
    static final String DRAW_PAGE = "draw.html";

    /** Largest number of points of a curve, about the width of a chart in pixels. */
    private static final int MAX_POINTS = 1_000;

    /** Largest number of replicas in the chart of compute times. */
    private static final int MAX_REPLICAS = 64;
    /** Largest number of points per replica in the chart of compute times. */
    private static final int MAX_REPLICA_POINTS = 240;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Loads the template for {@link #writeTo}. */
    static Page page() {
        return new Page("run.html");
    }

    /** Writes the pages. */
    void writeTo(Directory directory, Page page) throws IOException {
        directory.write(PAGE, page.render(data(), isRunning()));
        if (run.network() != null) {
            ObjectNode network = run.network().allParameters();
            network.put("name", run.name());
            directory.write(DRAW_PAGE, new Page("draw.html").render(network, false));
        }
    }

    private boolean isRunning() {
        return state == RunState.RUNNING && !run.hasResult();
    }

    /** Returns the data for the scripts of the page. */
    ObjectNode data() {
        ObjectNode data = JSON.objectNode();
        data.put("name", run.name());
        data.put("uri", run.uri());
        data.put("written", written.toString());
        data.put("running", isRunning());
        data.set("record", run.record());
        data.set("epochs", epochs(run.metrics().epochs()));
        data.set("totals", run.metrics().totals());
        data.set("rounds", rounds(run.metrics().rounds()));
        data.set("replicas", replicas(run.metrics().rounds()));
        ArrayNode notes = data.putArray("notes");
        run.warnings().forEach(notes::add);
        if (run.evaluation() != null) {
            // A poorly trained network misclassifies thousands of images. The images to show are in another list.
            data.set("evaluation", run.evaluation().deepCopy().without("misclassified"));
        }
        if (run.network() != null) {
            data.set("convolutions", run.network().convolutions());
        }
        return data;
    }

    /** Returns the epochs as columns, downsampled to the width of a chart. */
    static ObjectNode epochs(List<JsonNode> epochs) {
        return new MetricColumns(epochs, MAX_POINTS)
                .position()
                .mean("loss")
                .mean("trainingAccuracy")
                .mean("validationLoss")
                .mean("validationAccuracy")
                .mean("averageValidationLoss")
                .mean("averageValidationAccuracy")
                .mean("examples")
                .mean("examplesPerSecond")
                .mean("seconds")
                .mean("computeSeconds")
                .mean("averagingSeconds")
                .mean("waitingSeconds")
                .toJson();
    }

    private static ObjectNode rounds(List<JsonNode> rounds) {
        return new MetricColumns(rounds, MAX_POINTS)
                .position()
                .mean("loss")
                .mean("trainingAccuracy")
                .mean("learningRate")
                .mean("divergence", RunReport::maxDivergence)
                .mean("examplesPerSecond")
                .mean("computeSeconds")
                .mean("averagingSeconds")
                .mean("waitingSeconds")
                .toJson();
    }

    private static @Nullable Double maxDivergence(JsonNode round) {
        return StreamSupport.stream(round.path("divergence").spliterator(), false)
                .map(MetricColumns::number)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Returns the compute seconds of each replica in the rounds, and the number of replicas as {@code count}. */
    private static ObjectNode replicas(List<JsonNode> rounds) {
        int count = rounds.stream()
                .mapToInt(round -> round.path("replicaSeconds").size())
                .max()
                .orElse(0);
        MetricColumns columns = new MetricColumns(rounds, MAX_REPLICA_POINTS).position();
        for (int replica = 0; replica < Math.min(count, MAX_REPLICAS); replica++) {
            int index = replica;
            columns.mean(
                    String.valueOf(replica),
                    round -> MetricColumns.number(round.path("replicaSeconds").path(index)));
        }
        ObjectNode json = columns.toJson();
        json.put("count", count);
        return json;
    }
}
