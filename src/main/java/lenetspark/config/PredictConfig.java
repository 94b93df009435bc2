package lenetspark.config;

import java.util.Objects;
import java.util.Optional;

/**
 * Settings of a prediction.
 *
 * @param model model archive, as a path or URI
 * @param input file or directory of the images, as a path or URI
 * @param inputFormat storage format of the images; empty to detect it
 * @param column Parquet column of the images; empty for {@link #IMAGE}
 * @param idColumn Parquet column of the identifiers of the images; empty for none
 * @param transposed whether the images of IDX files are stored transposed
 * @param output directory for the results, as a path or URI
 * @param overwrite whether to replace existing results
 */
@Section("Prediction")
public record PredictConfig(
        @Option(name = "model", label = "URI", description = "Model archive", required = "name the archive to use")
                String model,
        @Option(
                        name = "input",
                        label = "URI",
                        description =
                                "Images: an IDX file or a directory of IDX files, a directory of PNG and JPEG files, or Parquet",
                        required = "name the images")
                String input,
        @Option(name = "input-format", description = "Format of the images: idx, images or parquet", unset = "detected")
                Optional<InputFormat> inputFormat,
        @Option(
                        name = "column",
                        description =
                                "Parquet column of the images: PNG, JPEG, 784 or 1024 bytes, or an array of as many numbers"
                                        + " from 0 to 255",
                        defaultValue = PredictConfig.IMAGE)
                Optional<String> column,
        @Option(
                        name = "id-column",
                        description = "Parquet column that becomes the column id of the results",
                        unset = "file and row")
                Optional<String> idColumn,
        @Option(
                        name = "transposed",
                        description = "Transpose IDX images, which EMNIST stores transposed",
                        defaultValue = "false")
                boolean transposed,
        @Option(
                        name = "output",
                        label = "URI",
                        description = "Directory for the Parquet data sets predictions and rejected",
                        required = "name the directory for the results")
                String output,
        @Option(
                        name = "overwrite",
                        description = "Replace predictions and rejected in the directory",
                        defaultValue = "false")
                boolean overwrite,
        @Option(
                        name = "engine",
                        description =
                                "Inference engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork)",
                        defaultValue = "simd")
                Engine engine) {

    /** Default column of the images. */
    public static final String IMAGE = "image";

    /**
     * Checks the paths and URIs, that columns are set for Parquet only, and {@code transposed} for IDX only.
     *
     * @throws ConfigException if a path or URI is blank or contains a secret, or an option of another format is set
     */
    public PredictConfig {
        Objects.requireNonNull(engine, "engine");
        Validation.location("model", model);
        Validation.location("input", input);
        Validation.location("output", output);
        inputFormat.ifPresent(format -> {
            requireParquet("column", column, format);
            requireParquet("id-column", idColumn, format);
            if (transposed && format != InputFormat.IDX) {
                throw ConfigException.about(
                        "transposed",
                        "Transposed applies to input format idx only, but the input is " + format + ": leave it out");
            }
        });
    }

    /**
     * Returns these settings with the format that was detected.
     *
     * @throws ConfigException if an option of another format is set
     */
    public PredictConfig withInputFormat(InputFormat format) {
        return new PredictConfig(
                model, input, Optional.of(format), column, idColumn, transposed, output, overwrite, engine);
    }

    /** Returns how existing results are treated. */
    public OutputMode outputMode() {
        return overwrite ? OutputMode.OVERWRITE : OutputMode.NEW;
    }

    /** Creates the error of a column that the input does not have. */
    public static ConfigException noSuchColumn(String option, String column, Iterable<String> columns) {
        return ConfigException.unusable(option, "one of " + String.join(", ", columns), column);
    }

    private static void requireParquet(String option, Optional<String> column, InputFormat format) {
        if (column.isPresent() && format != InputFormat.PARQUET) {
            throw ConfigException.about(
                    option,
                    Spelling.sentence(option) + " applies to input format parquet only, but the input is " + format
                            + ": leave it out");
        }
    }
}
