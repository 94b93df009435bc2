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
 * The lines of {@code metrics.jsonl}.
 *
 * @param rounds in order
 * @param epochs in order
 * @param damaged numbers of the lines that are no events, counted from 1
 */
record Metrics(List<JsonNode> rounds, List<JsonNode> epochs, List<Integer> damaged) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Parses the lines; what is damaged is left out. */
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
        boolean placed =
                event.path("epoch").canConvertToInt() && event.path("epoch").asInt() > 0;
        switch (event.path("event").asText()) {
            case "round" -> {
                if (!placed || !(event.path("rounds").asInt() > 0)) {
                    return false;
                }
                rounds.add(event);
            }
            case "epoch" -> {
                if (!placed) {
                    return false;
                }
                epochs.add(event);
            }
            default -> {
                // An event of another kind, or of a later version; the run's end is in run.json too.
                return event.isObject();
            }
        }
        return true;
    }

    /** What all epochs add up to: examples trained, seconds spent in rounds. */
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

    /** Lines for the user about the lines that were left out. */
    List<String> warnings(String uri) {
        if (damaged.isEmpty()) {
            return List.of();
        }
        String others = damaged.size() == 1 ? " is" : " and %d more are".formatted(damaged.size() - 1);
        return List.of(
                "%s/metrics.jsonl: line %d%s damaged and not in the report".formatted(uri, damaged.get(0), others));
    }
}
