package lenetspark.config;

import java.util.Objects;
import java.util.Optional;

/**
 * All that the user decides about an evaluation on the test set.
 *
 * @param data directory of the test set, as a path or URI
 * @param dataFormat how it is stored
 * @param model archive to evaluate, as a path or URI
 * @param output directory for {@code evaluation.json}, as a path or URI; empty for the console alone
 */
public record EvaluateConfig(String data, DataFormat dataFormat, String model, Optional<String> output, Engine engine) {

    /**
     * Checks the places.
     *
     * @throws ConfigException if one is blank or holds a secret
     */
    public EvaluateConfig {
        Objects.requireNonNull(dataFormat, "dataFormat");
        Objects.requireNonNull(engine, "engine");
        Validation.place("data", data);
        Validation.place("model", model);
        Validation.place("output", output);
    }
}
