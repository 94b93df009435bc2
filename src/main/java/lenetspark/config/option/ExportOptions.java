package lenetspark.config.option;

import lenetspark.config.ConfigException;
import lenetspark.config.ExportConfig;
import lenetspark.config.ExportConfig.Format;
import lenetspark.config.OutputMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of {@code export}, a picocli mixin. */
@Command(optionListHeading = "%nExport:%n")
public final class ExportOptions {

    @Option(
            names = "--model",
            paramLabel = "URI",
            description = "Model archive to export, of a run or of one of its checkpoints (required).")
    @Nullable String model;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "Format to write: onnx, dl4j or safetensors (required).")
    @Nullable Format format;

    @Option(names = "--output", paramLabel = "URI", description = "File to write (required).")
    @Nullable String output;

    @Option(
            names = "--overwrite",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Replace the file if it exists (default: ${DEFAULT-VALUE}).")
    boolean overwrite;

    /**
     * Returns the settings.
     *
     * @throws ConfigException if a required option is missing, or a path or URI is blank or contains a secret
     */
    public ExportConfig toConfig() {
        if (model == null) {
            throw ConfigException.about("model", "Model is missing: name the archive to export with --model URI");
        }
        if (format == null) {
            throw ConfigException.about(
                    "format", "Format is missing: choose onnx, dl4j or safetensors with --format NAME");
        }
        if (output == null) {
            throw ConfigException.about("output", "Output is missing: name the file to write with --output URI");
        }
        return new ExportConfig(model, format, output, overwrite ? OutputMode.OVERWRITE : OutputMode.NEW);
    }
}
