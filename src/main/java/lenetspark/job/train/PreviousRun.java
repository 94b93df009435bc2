package lenetspark.job.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lenetspark.config.TrainConfig;
import lenetspark.run.RunDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The previous run in the directory, according to its {@code run.json}.
 *
 * @param record content of {@code run.json}; a missing node if the file is absent or damaged
 */
record PreviousRun(JsonNode record) {

    /** Returns the id of the run; null if it is unknown. */
    @Nullable String id() {
        return record.path("run").asText(null);
    }

    /** Returns whether the run ended with a tested model. */
    boolean isTested() {
        return result().path("testAccuracy").isNumber();
    }

    /** Returns the number of epochs trained when the run ended; 0 if it has not ended. */
    int epochs() {
        return result().path("epochs").asInt();
    }

    /** Returns the SHA-256 of the final model; empty if the run has not ended. */
    String modelSha256() {
        return result().path("modelSha256").asText();
    }

    /**
     * Returns the values that the run has chosen, by the names of their options; none if it has chosen them for another number of
     * replicas, updater or averaging rule.
     */
    Map<String, String> chosen(TrainConfig config, int replicas) {
        JsonNode configuration = record.path("configuration");
        Map<String, String> chosen = new TreeMap<>();
        Map<String, String> chosenFor = Map.of(
                "replicas", String.valueOf(replicas),
                "updater", config.optimizer().updater().toString(),
                "averaging", config.averaging().rule().toString());
        if (chosenFor.entrySet().stream()
                .allMatch(
                        setting -> configuration.path(setting.getKey()).asText().equals(setting.getValue()))) {
            record.path("chosen")
                    .forEach(name -> chosen.put(
                            name.asText(), configuration.path(name.asText()).asText()));
        }
        return chosen;
    }

    /** Returns the names of the settings whose values differ from {@code settings}. */
    Set<String> changedSettings(Map<String, String> settings) {
        Set<String> changed = new TreeSet<>();
        record.path("configuration").fields().forEachRemaining(setting -> {
            if (!setting.getValue().asText().equals(settings.get(setting.getKey()))) {
                changed.add(setting.getKey());
            }
        });
        return changed;
    }

    /** Returns the result of a finished run as a clause for a message. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "has finished after %d epochs (%s): test accuracy %.2f %%, model %s",
                epochs(),
                result().path("reason").asText(),
                100 * result().path("testAccuracy").asDouble(),
                RunDirectory.MODEL);
    }

    private JsonNode result() {
        return record.path("result");
    }
}
