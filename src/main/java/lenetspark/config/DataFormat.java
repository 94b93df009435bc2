package lenetspark.config;

import java.util.Objects;
import java.util.Optional;

/**
 * How a training set and a test set are stored.
 *
 * @param format of both; empty to find out
 * @param column of Parquet that holds the images; empty for {@link PredictConfig#IMAGE}
 * @param labelColumn of Parquet that holds the classes; empty for {@link #LABEL}
 * @param transposed whether the images of IDX files lie on their sides
 */
public record DataFormat(
        Optional<InputFormat> format, Optional<String> column, Optional<String> labelColumn, boolean transposed) {

    /** The column of the classes if the user names none. */
    public static final String LABEL = Defaults.LABEL_COLUMN;

    /**
     * Checks that only Parquet has columns, and only IDX files are transposed.
     *
     * @throws ConfigException if something is said of another format than the one that is named
     */
    public DataFormat {
        Objects.requireNonNull(format, "format");
        format.ifPresent(named -> {
            require("column", column.isPresent(), InputFormat.PARQUET, named);
            require("label-column", labelColumn.isPresent(), InputFormat.PARQUET, named);
            require("transposed", transposed, InputFormat.IDX, named);
        });
    }

    /**
     * This one with the format that the data turned out to have.
     *
     * @throws ConfigException if something is said of another format
     */
    public DataFormat withFormat(InputFormat found) {
        return new DataFormat(Optional.of(found), column, labelColumn, transposed);
    }

    private static void require(String option, boolean given, InputFormat needed, InputFormat format) {
        if (given && format != needed) {
            throw ConfigException.about(
                    option,
                    Spelling.sentence(option) + " is of data format " + needed + " only, the data is " + format
                            + ": leave it out");
        }
    }
}
