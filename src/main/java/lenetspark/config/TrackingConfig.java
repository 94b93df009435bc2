package lenetspark.config;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Report and experiment tracking of a run.
 *
 * @param report whether to write {@code report/}
 * @param tensorboard whether to write TensorBoard event files
 * @param mlflowUri MLflow tracking server, {@code http(s)://host:port}; empty for none
 * @param mlflowExperiment name of the MLflow experiment
 */
public record TrackingConfig(boolean report, boolean tensorboard, Optional<String> mlflowUri, String mlflowExperiment) {

    /**
     * Checks the values.
     *
     * @throws ConfigException if the URI is not an HTTP URI or contains a secret, or the name is blank
     */
    public TrackingConfig {
        Objects.requireNonNull(mlflowExperiment, "mlflowExperiment");
        mlflowUri.ifPresent(uri -> {
            Validation.withoutSecret(
                    "mlflow-uri",
                    uri,
                    "set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
            if (!uri.toLowerCase(Locale.ROOT).matches("https?://[^/].*")) {
                throw ConfigException.unusable("mlflow-uri", "an http:// or https:// URI", uri);
            }
        });
        if (mlflowExperiment.isBlank()) {
            throw ConfigException.unusable("mlflow-experiment", "a name", mlflowExperiment);
        }
    }
}
