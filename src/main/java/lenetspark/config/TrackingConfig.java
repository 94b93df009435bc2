package lenetspark.config;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run is shown in, beside its metrics and its result.
 *
 * @param report whether {@code report/} is written
 * @param tensorboard whether TensorBoard's files are written
 * @param mlflowUri an MLflow tracking server, {@code http(s)://host:port}; empty for none
 * @param mlflowExperiment name of the experiment there
 */
public record TrackingConfig(boolean report, boolean tensorboard, Optional<String> mlflowUri, String mlflowExperiment) {

    /**
     * Checks the values.
     *
     * @throws ConfigException if the URI is not one of a server, or the name is blank
     */
    public TrackingConfig {
        Objects.requireNonNull(mlflowExperiment, "mlflowExperiment");
        mlflowUri.ifPresent(uri -> {
            Validation.withoutSecret(
                    "mlflow-uri",
                    uri,
                    "set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
            if (!uri.toLowerCase(Locale.ROOT).matches("https?://[^/].*")) {
                throw ConfigException.unusable("mlflow-uri", "http:// or https:// and the server's address", uri);
            }
        });
        if (mlflowExperiment.isBlank()) {
            throw ConfigException.unusable("mlflow-experiment", "a name", mlflowExperiment);
        }
    }
}
