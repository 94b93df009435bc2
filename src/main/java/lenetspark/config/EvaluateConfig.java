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
@Section("Evaluation")
public record EvaluateConfig(
        @Option(
                        name = "data",
                        label = "URI",
                        description = "Training and test set: IDX files, images by class or Parquet",
                        details = "Only the test set is read.",
                        defaultValue = TrainConfig.DATA)
                String data,
        DataFormat dataFormat,
        @Option(
                        name = "model",
                        label = "URI",
                        description = "Model archive to evaluate",
                        details = "A run writes model/lenet.zip.",
                        required = "name the archive to evaluate")
                String model,
        @Option(name = "output", label = "URI", description = "Directory for evaluation.json", unset = "none")
                Optional<String> output,
        @Option(
                        name = "engine",
                        description =
                                "Inference engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork)",
                        defaultValue = "simd")
                Engine engine) {

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
