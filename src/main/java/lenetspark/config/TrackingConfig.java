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
@Section("Report and experiment tracking")
public record TrackingConfig(
        @Option(
                        name = "report",
                        description = "Write report/ to the run directory",
                        details = "It is updated after every epoch.",
                        defaultValue = "true",
                        effect = Option.Effect.RUN)
                boolean report,
        @Option(
                        name = "tensorboard",
                        description = "Write TensorBoard event files to the run directory",
                        details = "They are updated after every epoch.",
                        defaultValue = "true",
                        effect = Option.Effect.RUN)
                boolean tensorboard,
        @Option(
                        name = "mlflow-uri",
                        label = "URI",
                        description = "MLflow tracking server to log the run to",
                        details =
                                "It is an http:// or https:// URI and must not contain a user name or password: set the environment"
                                        + " variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.",
                        unset = "none",
                        example = "http://mlflow.example.org:5000",
                        effect = Option.Effect.RUN)
                Optional<String> mlflowUri,
        @Option(
                        name = "mlflow-experiment",
                        description = "MLflow experiment; created if it does not exist",
                        defaultValue = "lenet-spark",
                        needs = "mlflow-uri",
                        effect = Option.Effect.RUN)
                String mlflowExperiment) {

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
