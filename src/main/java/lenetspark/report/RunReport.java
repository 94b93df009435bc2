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
 * The report of one run: {@code index.html}, and once it has been tested {@code draw.html}, where a digit is drawn and
 * recognised.
 *
 * @param state of a run without a result
 * @param written when the page is made
 */
record RunReport(RecordedRun run, RunState state, Instant written) {

    static final String PAGE = "index.html";
    static final String DRAW_PAGE = "draw.html";

    /** As many points as a chart is pixels wide. */
    private static final int MOST_POINTS = 1_000;

    private static final int MOST_LANES = 64;
    private static final int MOST_LANE_POINTS = 240;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The page that {@link #writeTo} fills in. */
    static Page page() {
        return new Page("run.html");
    }

    /** Writes the pages. */
    void writeTo(Directory directory, Page page) throws IOException {
        directory.write(PAGE, page.show(data(), isRunning()));
        if (run.network() != null) {
            ObjectNode network = run.network().whole();
            network.put("name", run.name());
            directory.write(DRAW_PAGE, new Page("draw.html").show(network, false));
        }
    }

    private boolean isRunning() {
        return state == RunState.RUNNING && !run.hasResult();
    }

    /** What the page's scripts show. */
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
            // A run that has learnt nothing has thousands of them; their pictures are in another list.
            data.set("evaluation", run.evaluation().deepCopy().without("misclassified"));
        }
        if (run.network() != null) {
            data.set("convolutions", run.network().convolutions());
        }
        return data;
    }

    /** The epochs as columns, thinned to what can be drawn. */
    static ObjectNode epochs(List<JsonNode> epochs) {
        return new MetricColumns(epochs, MOST_POINTS)
                .place()
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
        return new MetricColumns(rounds, MOST_POINTS)
                .place()
                .mean("loss")
                .mean("trainingAccuracy")
                .mean("learningRate")
                .mean("divergence", RunReport::greatestDivergence)
                .mean("examplesPerSecond")
                .mean("computeSeconds")
                .mean("averagingSeconds")
                .mean("waitingSeconds")
                .toJson();
    }

    private static @Nullable Double greatestDivergence(JsonNode round) {
        return StreamSupport.stream(round.path("divergence").spliterator(), false)
                .map(MetricColumns::number)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The seconds that each replica computed in the rounds; {@code count} says how many replicas there are. */
    private static ObjectNode replicas(List<JsonNode> rounds) {
        int count = rounds.stream()
                .mapToInt(round -> round.path("replicaSeconds").size())
                .max()
                .orElse(0);
        MetricColumns columns = new MetricColumns(rounds, MOST_LANE_POINTS).place();
        for (int replica = 0; replica < Math.min(count, MOST_LANES); replica++) {
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
