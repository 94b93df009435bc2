package lenetspark.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Parsed lines of {@code metrics.jsonl}.
 *
 * @param rounds round events in order
 * @param epochs epoch events in order
 * @param damaged numbers, from 1, of the lines that are not events
 */
record Metrics(List<JsonNode> rounds, List<JsonNode> epochs, List<Integer> damaged) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Parses the lines and skips damaged ones. */
    static Metrics parse(List<String> lines) {
        Metrics metrics = new Metrics(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < lines.size(); i++) {
            if (!metrics.add(lines.get(i))) {
                metrics.damaged.add(i + 1);
            }
        }
        return metrics;
    }

    private boolean add(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (IOException e) {
            return false;
        }
        boolean hasEpoch =
                event.path("epoch").canConvertToInt() && event.path("epoch").asInt() > 0;
        switch (event.path("event").asText()) {
            case "round" -> {
                if (!hasEpoch || !(event.path("rounds").asInt() > 0)) {
                    return false;
                }
                rounds.add(event);
            }
            case "epoch" -> {
                if (!hasEpoch) {
                    return false;
                }
                epochs.add(event);
            }
            default -> {
                // Other events, possibly of a later version, are ignored. The end of the run is also in run.json.
                return event.isObject();
            }
        }
        return true;
    }

    /** Returns the sums over all epochs: trained examples, and seconds spent in rounds. */
    ObjectNode totals() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("examples", sum("examples"))
                .put("seconds", sum("seconds"));
    }

    private double sum(String field) {
        return epochs.stream()
                .mapToDouble(epoch -> epoch.path(field).asDouble())
                .sum();
    }

    /** Returns warnings about skipped lines. */
    List<String> warnings(String uri) {
        if (damaged.isEmpty()) {
            return List.of();
        }
        String others = damaged.size() == 1 ? " is" : " and %d more are".formatted(damaged.size() - 1);
        return List.of("%s/metrics.jsonl: line %d%s damaged and skipped".formatted(uri, damaged.get(0), others));
    }
}
