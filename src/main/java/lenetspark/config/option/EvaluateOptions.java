package lenetspark.config.option;

import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.Defaults;
import lenetspark.config.Engine;
import lenetspark.config.EvaluateConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code evaluate}, a picocli mixin. */
@Command(optionListHeading = "%nEvaluation:%n")
public final class EvaluateOptions extends DataFormatOptions {

    @Option(names = "--model", paramLabel = "URI", description = "Model archive to evaluate (required).")
    @Nullable String model;

    @Option(
            names = "--output",
            paramLabel = "URI",
            description = "Directory for evaluation.json (default: only the console).")
    @Nullable String output;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What computes the network: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Engine engine = Defaults.ENGINE;

    /**
     * The values as a record.
     *
     * @throws ConfigException if the model is missing or a place is blank or holds a secret, or what is said of
     *     the data is of another format
     */
    public EvaluateConfig toConfig() {
        if (model == null) {
            throw ConfigException.about("model", "Model is missing: name the archive to evaluate with --model URI");
        }
        return new EvaluateConfig(data, dataFormat(), model, Optional.ofNullable(output), engine);
    }
}
