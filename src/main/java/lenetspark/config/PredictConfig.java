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
 * @param outputMode whether to replace existing results
 */
public record PredictConfig(
        String model,
        String input,
        Optional<InputFormat> inputFormat,
        Optional<String> column,
        Optional<String> idColumn,
        boolean transposed,
        String output,
        OutputMode outputMode,
        Engine engine) {

    /** Default column of the images. */
    public static final String IMAGE = Defaults.COLUMN;

    /**
     * Checks the paths and URIs, that columns are set for Parquet only, and {@code transposed} for IDX only.
     *
     * @throws ConfigException if a path or URI is blank or contains a secret, or an option of another format is set
     */
    public PredictConfig {
        Objects.requireNonNull(outputMode, "outputMode");
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
                model, input, Optional.of(format), column, idColumn, transposed, output, outputMode, engine);
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
