package lenetspark.config;

import java.util.Objects;
import java.util.Optional;

/**
 * Settings of an evaluation on the test set.
 *
 * @param data directory of the test set, as a path or URI
 * @param dataFormat storage format of the test set
 * @param model model archive to evaluate, as a path or URI
 * @param output directory for {@code evaluation.json}, as a path or URI; empty to print the result only
 */
public record EvaluateConfig(String data, DataFormat dataFormat, String model, Optional<String> output, Engine engine) {

    /**
     * Checks the paths and URIs.
     *
     * @throws ConfigException if one is blank or contains a secret
     */
    public EvaluateConfig {
        Objects.requireNonNull(dataFormat, "dataFormat");
        Objects.requireNonNull(engine, "engine");
        Validation.location("data", data);
        Validation.location("model", model);
        Validation.location("output", output);
    }
}
