package lenetspark.config.option;

import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.Defaults;
import lenetspark.config.Engine;
import lenetspark.config.EvaluateConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of {@code evaluate}, a picocli mixin. */
@Command(optionListHeading = "%nEvaluation:%n")
public final class EvaluateOptions extends DataFormatOptions {

    @Option(names = "--model", paramLabel = "URI", description = "Model archive to evaluate (required).")
    @Nullable String model;

    @Option(names = "--output", paramLabel = "URI", description = "Directory for evaluation.json (default: none).")
    @Nullable String output;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = {
                "Inference engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork)",
                "(default: ${DEFAULT-VALUE})."
            })
    Engine engine = Defaults.ENGINE;

    /**
     * Returns the settings.
     *
     * @throws ConfigException if the model is missing, a path or URI is blank or contains a secret, or an option of another
     *     data format is set
     */
    public EvaluateConfig toConfig() {
        if (model == null) {
            throw ConfigException.about("model", "Model is missing: name the archive to evaluate with --model URI");
        }
        return new EvaluateConfig(data, dataFormat(), model, Optional.ofNullable(output), engine);
    }
}
