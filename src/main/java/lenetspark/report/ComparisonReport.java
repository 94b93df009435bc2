package lenetspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lenetspark.storage.Directory;

/**
 * Report that compares several runs on one page: overlaid curves, a table of results, and the settings that differ.
 *
 * @param runs runs to compare, at least two
 * @param written time at which the page is generated
 */
record ComparisonReport(List<RecordedRun> runs, Instant written) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Writes {@code index.html}. */
    void writeTo(Directory directory) throws IOException {
        directory.write(RunReport.PAGE, new Page("compare.html").render(data(), false));
    }

    /** Returns the data for the scripts of the page. */
    ObjectNode data() {
        ObjectNode data = JSON.objectNode();
        data.put("written", written.toString());
        ArrayNode all = data.putArray("runs");
        ArrayNode notes = data.putArray("notes");
        List<String> names = names();
        for (int i = 0; i < runs.size(); i++) {
            RecordedRun run = runs.get(i);
            ObjectNode json = all.addObject();
            json.put("name", names.get(i));
            json.put("uri", run.uri());
            json.set(
                    "result",
                    run.record().path("result").isObject() ? run.record().get("result") : JSON.nullNode());
            json.set("epochs", RunReport.epochs(run.metrics().epochs()));
            json.set("totals", run.metrics().totals());
            run.warnings().forEach(notes::add);
        }
        data.set(
                "differences",
                differences(runs.stream().map(ComparisonReport::settings).toList()));
        return data;
    }

    /** Returns the shortest suffixes of the URIs that are unique among the runs. */
    private List<String> names() {
        int longest =
                runs.stream().mapToInt(run -> run.uri().split("/").length).max().orElse(1);
        List<String> names = List.of();
        for (int parts = 1; parts <= longest; parts++) {
            names = new ArrayList<>();
            for (RecordedRun run : runs) {
                List<String> path = List.of(run.uri().split("/"));
                names.add(String.join("/", path.subList(Math.max(0, path.size() - parts), path.size())));
            }
            if (Set.copyOf(names).size() == names.size()) {
                break;
            }
        }
        return names;
    }

    /** Returns everything that influences the result of a run, by name. */
    private static Map<String, String> settings(RecordedRun run) {
        Map<String, String> settings = new TreeMap<>();
        JsonNode record = run.record();
        record.path("configuration")
                .fields()
                .forEachRemaining(
                        entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        record.path("versions")
                .fields()
                .forEachRemaining(entry -> settings.put(
                        "version of " + entry.getKey(), entry.getValue().asText()));
        record.path("data")
                .fields()
                .forEachRemaining(entry -> settings.put(
                        "SHA-256 of " + entry.getKey(),
                        entry.getValue().path("contentSha256").asText()));
        settings.put("replicas", record.path("replicas").asText());
        settings.put("computed by", record.at("/result/computedBy").asText());
        return settings;
    }

    /**
     * Returns a row for every setting that is not equal in all runs: its name and its value in each run, null if it is
     * not set.
     */
    static ArrayNode differences(List<Map<String, String>> settings) {
        Set<String> names = new LinkedHashSet<>();
        settings.forEach(run -> names.addAll(run.keySet()));
        ArrayNode differences = JSON.arrayNode();
        for (String name : names) {
            if (settings.stream()
                            .map(run -> run.getOrDefault(name, ""))
                            .distinct()
                            .count()
                    > 1) {
                ObjectNode row = differences.addObject().put("name", name);
                ArrayNode values = row.putArray("values");
                settings.forEach(run -> values.add(run.get(name)));
            }
        }
        return differences;
    }
}
