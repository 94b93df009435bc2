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
        @Option(
                        name = "data-format",
                        description = "Format of the data: idx, images or parquet",
                        unset = "detected",
                        example = "parquet",
                        estimator = false)
                Optional<InputFormat> format,
        @Option(
                        name = "column",
                        description = "Parquet column of the images",
                        details =
                                "It contains PNG, JPEG, 784 or 1024 bytes, or an array of as many numbers from 0 to 255.",
                        defaultValue = PredictConfig.IMAGE,
                        estimator = false)
                Optional<String> column,
        @Option(
                        name = "label-column",
                        description = "Parquet column of the classes: whole numbers or text",
                        defaultValue = DataFormat.LABEL,
                        estimator = false)
                Optional<String> labelColumn,
        @Option(
                        name = "transposed",
                        description = "Transpose IDX images, which EMNIST stores transposed",
                        defaultValue = "false",
                        estimator = false)
                boolean transposed) {

    /** Default column of the classes. */
    public static final String LABEL = "label";

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
