package lenetspark.config;

import java.util.Objects;
import java.util.Optional;

/**
 * Storage format of a training set and a test set.
 *
 * @param format format of both sets; empty to detect it
 * @param column Parquet column of the images; empty for {@link PredictConfig#IMAGE}
 * @param labelColumn Parquet column of the classes; empty for {@link #LABEL}
 * @param transposed whether the images of IDX files are stored transposed
 */
public record DataFormat(
        Optional<InputFormat> format, Optional<String> column, Optional<String> labelColumn, boolean transposed) {

    /** Default column of the classes. */
    public static final String LABEL = Defaults.LABEL_COLUMN;

    /**
     * Checks that columns are set for Parquet only, and {@code transposed} for IDX only.
     *
     * @throws ConfigException if an option of another format is set
     */
    public DataFormat {
        Objects.requireNonNull(format, "format");
        format.ifPresent(given -> {
            require("column", column.isPresent(), InputFormat.PARQUET, given);
            require("label-column", labelColumn.isPresent(), InputFormat.PARQUET, given);
            require("transposed", transposed, InputFormat.IDX, given);
        });
    }

    /**
     * Returns these settings with the format that was detected.
     *
     * @throws ConfigException if an option of another format is set
     */
    public DataFormat withFormat(InputFormat detected) {
        return new DataFormat(Optional.of(detected), column, labelColumn, transposed);
    }

    private static void require(String option, boolean set, InputFormat required, InputFormat format) {
        if (set && format != required) {
            throw ConfigException.about(
                    option,
                    Spelling.sentence(option) + " applies to data format " + required + " only, but the data is "
                            + format + ": leave it out");
        }
    }
}
