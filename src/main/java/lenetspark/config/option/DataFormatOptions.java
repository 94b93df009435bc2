package lenetspark.config.option;

import java.util.Optional;
import lenetspark.config.DataFormat;
import lenetspark.config.Defaults;
import lenetspark.config.InputFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that read a training set or a test set. */
abstract class DataFormatOptions {

    @Option(
            names = "--data",
            paramLabel = "URI",
            description = "Training and test set: IDX files, images by class or Parquet (default: ${DEFAULT-VALUE}).")
    String data = Defaults.DATA;

    @Option(
            names = "--data-format",
            paramLabel = "NAME",
            description = "Format of the data: idx, images or parquet (default: detected).")
    @Nullable InputFormat format;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "Parquet column of the images (default: " + Defaults.COLUMN + ").")
    @Nullable String column;

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description =
                    "Parquet column of the classes: whole numbers or text (default: " + Defaults.LABEL_COLUMN + ").")
    @Nullable String labelColumn;

    @Option(
            names = "--transposed",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Transpose IDX images, which EMNIST stores transposed (default: ${DEFAULT-VALUE}).")
    boolean transposed;

    final DataFormat dataFormat() {
        return new DataFormat(
                Optional.ofNullable(format), Optional.ofNullable(column), Optional.ofNullable(labelColumn), transposed);
    }
}
