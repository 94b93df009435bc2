package lenetspark.config.option;

import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.Defaults;
import lenetspark.config.Engine;
import lenetspark.config.InputFormat;
import lenetspark.config.OutputMode;
import lenetspark.config.PredictConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of {@code predict}, a picocli mixin. */
@Command(optionListHeading = "%nPrediction:%n")
public final class PredictOptions {

    @Option(names = "--model", paramLabel = "URI", description = "Model archive (required).")
    @Nullable String model;

    @Option(
            names = "--input",
            paramLabel = "URI",
            description = {
                "Images: an IDX file or a directory of IDX files, a directory of PNG and JPEG files, or",
                "Parquet (required)."
            })
    @Nullable String input;

    @Option(
            names = "--input-format",
            paramLabel = "NAME",
            description = "Format of the images: idx, images or parquet (default: detected).")
    @Nullable InputFormat inputFormat;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = {
                "Parquet column of the images: PNG, JPEG, 784 or 1024 bytes, or an array of as many numbers",
                "from 0 to 255 (default: " + Defaults.COLUMN + ")."
            })
    @Nullable String column;

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description = "Parquet column that becomes the column id of the results (default: file and row).")
    @Nullable String idColumn;

    @Option(
            names = "--transposed",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Transpose IDX images, which EMNIST stores transposed (default: ${DEFAULT-VALUE}).")
    boolean transposed;

    @Option(
            names = "--output",
            paramLabel = "URI",
            description = "Directory for the Parquet data sets predictions and rejected (required).")
    @Nullable String output;

    @Option(
            names = "--overwrite",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Replace predictions and rejected in the directory (default: ${DEFAULT-VALUE}).")
    boolean overwrite;

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
     * @throws ConfigException if a required option is missing, a path or URI is blank or contains a secret, or an option of
     *     another input format is set
     */
    public PredictConfig toConfig() {
        if (model == null) {
            throw ConfigException.about("model", "Model is missing: name the archive to use with --model URI");
        }
        if (input == null) {
            throw ConfigException.about("input", "Input is missing: name the images with --input URI");
        }
        if (output == null) {
            throw ConfigException.about(
                    "output", "Output is missing: name the directory for the results with --output URI");
        }
        return new PredictConfig(
                model,
                input,
                Optional.ofNullable(inputFormat),
                Optional.ofNullable(column),
                Optional.ofNullable(idColumn),
                transposed,
                output,
                overwrite ? OutputMode.OVERWRITE : OutputMode.NEW,
                engine);
    }
}
