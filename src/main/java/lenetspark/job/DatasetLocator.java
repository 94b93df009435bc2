package lenetspark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import lenetspark.config.DataFormat;
import lenetspark.config.InputFormat;
import lenetspark.config.PredictConfig;
import lenetspark.data.DataException;
import lenetspark.dataset.ImageDataset;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Location and format of a training set and a test set.
 *
 * @param directory directory that contains them
 * @param requested format options of the user
 */
public record DatasetLocator(Directory directory, DataFormat requested, JavaSparkContext context) {

    private static final String PARQUET_SUFFIX = ".parquet";
    private static final List<String> SETS = List.of("train", "test");

    /**
     * Returns the locator of the data set at a URI.
     *
     * @throws DataException if the filesystem is unknown or cannot be reached
     */
    public static DatasetLocator of(String uri, DataFormat format, JavaSparkContext context) {
        return new DatasetLocator(UriResolver.data(uri, context.hadoopConfiguration()), format, context);
    }

    /** Returns the format that the options name, or else the format detected from the file names in the directory. */
    public InputFormat format() {
        return requested.format().orElseGet(this::detect);
    }

    /**
     * Opens and verifies both sets.
     *
     * @param format result of {@link #format}
     * @param classes number of classes; empty to derive it from the labels
     * @throws DataException if a set is missing or damaged
     * @throws lenetspark.config.ConfigException if the format options do not apply to {@code format}
     */
    public ImageDataset open(InputFormat format, OptionalInt classes) {
        DataFormat options = requested.withFormat(format);
        return switch (format) {
            case IDX -> ImageDataset.idx(directory, options.transposed(), classes);
            case IMAGES -> ImageDataset.imageFiles(directory, classes, session());
            case PARQUET -> ImageDataset.parquet(directory, column(options), labelColumn(options), classes, session());
        };
    }

    /**
     * Opens and verifies the test set for a model.
     *
     * @param classNames class names of the model
     * @param model name of the model in errors
     * @throws DataException if the test set is damaged, or has a class that the model does not have
     * @throws lenetspark.config.ConfigException if the format options do not apply to the format of the data
     */
    ImageDataset openFor(List<String> classNames, String model) {
        InputFormat format = format();
        DataFormat options = requested.withFormat(format);
        ImageDataset dataset =
                switch (format) {
                    case IDX -> ImageDataset.testIdx(directory, options.transposed());
                    case IMAGES -> ImageDataset.testImageFiles(directory, session());
                    case PARQUET ->
                        ImageDataset.testParquet(directory, column(options), labelColumn(options), session());
                };
        return dataset.withClasses(classNames, model);
    }

    /** Detects the format from the file names. The default is IDX, whose reader gives the best error for missing files. */
    private InputFormat detect() {
        try {
            List<String> names = directory.list();
            if (names.stream().anyMatch(name -> name.contains("idx3") || name.contains("idx1"))) {
                return InputFormat.IDX;
            }
            for (String set : SETS) {
                if (names.contains(set + PARQUET_SUFFIX)) {
                    return InputFormat.PARQUET;
                }
                if (names.contains(set)) {
                    boolean parquet = !directory.child(set).exists()
                            || directory.child(set).list().stream().anyMatch(name -> name.endsWith(PARQUET_SUFFIX));
                    return parquet ? InputFormat.PARQUET : InputFormat.IMAGES;
                }
            }
            return InputFormat.IDX;
        } catch (FileNotFoundException e) {
            return InputFormat.IDX;
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String column(DataFormat options) {
        return options.column().orElse(PredictConfig.IMAGE);
    }

    private static String labelColumn(DataFormat options) {
        return options.labelColumn().orElse(DataFormat.LABEL);
    }

    private SparkSession session() {
        return SparkContexts.sqlOn(context);
    }
}
