package lenetspark.job.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lenetspark.run.RunDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What run.json says of the run that had the directory before.
 *
 * @param record a missing node if the file is absent or damaged
 */
record PreviousRun(JsonNode record) {

    /** Identifies the run; null if it is not known. */
    @Nullable String id() {
        return record.path("run").asText(null);
    }

    /** Whether it ended with a model that was tested. */
    boolean isTested() {
        return result().path("testAccuracy").isNumber();
    }

    /** Epochs that were trained when it ended; 0 if it has not. */
    int epochs() {
        return result().path("epochs").asInt();
    }

    /** Digest of the model that it ended with; empty if it has not. */
    String modelSha256() {
        return result().path("modelSha256").asText();
    }

    /** The names of the settings that are other ones now. */
    Set<String> changed(Map<String, String> settings) {
        Set<String> changed = new TreeSet<>();
        record.path("configuration").fields().forEachRemaining(setting -> {
            if (!setting.getValue().asText().equals(settings.get(setting.getKey()))) {
                changed.add(setting.getKey());
            }
        });
        return changed;
    }

    /** How it ended, for the user. */
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
