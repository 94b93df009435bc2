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

/** The options of {@code predict}, a picocli mixin. */
@Command(optionListHeading = "%nPrediction:%n")
public final class PredictOptions {

    @Option(names = "--model", paramLabel = "URI", description = "Model archive to predict with (required).")
    @Nullable String model;

    @Option(
            names = "--input",
            paramLabel = "URI",
            description = "Images: an IDX file or a directory of some, a directory of PNG and JPEG files, or Parquet"
                    + " (required).")
    @Nullable String input;

    @Option(
            names = "--input-format",
            paramLabel = "NAME",
            description = "What the images are stored as: ${COMPLETION-CANDIDATES} (default: as the input looks).")
    @Nullable InputFormat inputFormat;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "Parquet column of the images: PNG, JPEG or 784 or 1024 bytes, or an array of as many numbers"
                    + " from 0 to 255 (default: " + Defaults.COLUMN + ").")
    @Nullable String column;

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description = "Parquet column that becomes the id (default: file and row).")
    @Nullable String idColumn;

    @Option(
            names = "--transposed",
            fallbackValue = "true",
            description =
                    "Whether the images of IDX files lie on their sides, as EMNIST's (default: ${DEFAULT-VALUE}).")
    boolean transposed;

    @Option(
            names = "--output",
            paramLabel = "URI",
            description = "Directory for predictions and rejected, both Parquet (required).")
    @Nullable String output;

    @Option(
            names = "--overwrite",
            fallbackValue = "true",
            description = "Replace predictions and rejected in the directory (default: ${DEFAULT-VALUE}).")
    boolean overwrite;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What computes the network: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Engine engine = Defaults.ENGINE;

    /**
     * The values as a record.
     *
     * @throws ConfigException if a required one is missing, a place is blank or holds a secret, or a column is named of another format
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
