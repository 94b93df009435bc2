package lenetspark.config;

import java.util.Objects;
import java.util.Optional;

/**
 * All that the user decides about a prediction.
 *
 * @param model archive to predict with, as a path or URI
 * @param input file or directory of the images, as a path or URI
 * @param inputFormat what they are stored as; empty to find out
 * @param column of a Parquet input that holds the images; empty for {@link #IMAGE}
 * @param idColumn of a Parquet input that holds what they are called; empty for none
 * @param transposed whether the images of IDX files lie on their sides
 * @param output directory for the results, as a path or URI
 * @param outputMode whether to replace results that are there
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

    /** The column of the images if the user names none. */
    public static final String IMAGE = Defaults.COLUMN;

    /**
     * Checks the places, that only Parquet has columns, and that only IDX files are transposed.
     *
     * @throws ConfigException if a place is blank or holds a secret, or a column is named for another format
     */
    public PredictConfig {
        Objects.requireNonNull(outputMode, "outputMode");
        Objects.requireNonNull(engine, "engine");
        Validation.place("model", model);
        Validation.place("input", input);
        Validation.place("output", output);
        inputFormat.ifPresent(format -> {
            requireColumns("column", column, format);
            requireColumns("id-column", idColumn, format);
            if (transposed && format != InputFormat.IDX) {
                throw ConfigException.about(
                        "transposed",
                        "Transposed is of input format idx only, the input is " + format + ": leave it out");
            }
        });
    }

    /**
     * This prediction with the format that the input turned out to have.
     *
     * @throws ConfigException if a column is named and it has none
     */
    public PredictConfig withInputFormat(InputFormat format) {
        return new PredictConfig(
                model, input, Optional.of(format), column, idColumn, transposed, output, outputMode, engine);
    }

    /** A column that is not in the input. */
    public static ConfigException noSuchColumn(String option, String column, Iterable<String> columns) {
        return ConfigException.unusable(option, "one of " + String.join(", ", columns), column);
    }

    private static void requireColumns(String option, Optional<String> column, InputFormat format) {
        if (column.isPresent() && format != InputFormat.PARQUET) {
            throw ConfigException.about(
                    option,
                    Spelling.sentence(option) + " is of input format parquet only, the input is " + format
                            + ": leave it out");
        }
    }
}
