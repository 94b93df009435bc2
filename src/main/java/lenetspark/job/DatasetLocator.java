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
 * Where the training set and the test set are.
 *
 * @param directory that holds them
 * @param said what the user says of how they are stored
 */
public record DatasetLocator(Directory directory, DataFormat said, JavaSparkContext context) {

    private static final String PARQUET = ".parquet";
    private static final List<String> PARTS = List.of("train", "test");

    /**
     * The data set of a URI.
     *
     * @throws DataException if its filesystem is not known or cannot be reached
     */
    public static DatasetLocator of(String uri, DataFormat format, JavaSparkContext context) {
        return new DatasetLocator(UriResolver.data(uri, context.hadoopConfiguration()), format, context);
    }

    /** How they are stored: as the user says, or by the names in the directory. */
    public InputFormat format() {
        return said.format().orElseGet(this::detect);
    }

    /**
     * Both sets, verified.
     *
     * @param format as {@link #format} says
     * @param classes their number; empty for as many as the labels say
     * @throws DataException if they are damaged, or not there
     * @throws lenetspark.config.ConfigException if what the user says of the format is of another one
     */
    public ImageDataset open(InputFormat format, OptionalInt classes) {
        DataFormat found = said.withFormat(format);
        return switch (format) {
            case IDX -> ImageDataset.idx(directory, found.transposed(), classes);
            case IMAGES -> ImageDataset.imageFiles(directory, classes, session());
            case PARQUET -> ImageDataset.parquet(directory, column(found), labelColumn(found), classes, session());
        };
    }

    /**
     * The test set for a model, verified; of IDX files the training set too.
     *
     * @param classNames of the model
     * @param model for the error
     * @throws DataException if it is damaged, or has a class that the model does not have
     * @throws lenetspark.config.ConfigException if what the user says of the format is of another one
     */
    ImageDataset openFor(List<String> classNames, String model) {
        InputFormat format = format();
        DataFormat found = said.withFormat(format);
        ImageDataset dataset =
                switch (format) {
                    case IDX -> ImageDataset.testIdx(directory, found.transposed());
                    case IMAGES -> ImageDataset.testImageFiles(directory, session());
                    case PARQUET -> ImageDataset.testParquet(directory, column(found), labelColumn(found), session());
                };
        return dataset.withClasses(classNames, model);
    }

    /** By the names in the directory; what is nothing else is to be IDX files, whose absence is told best. */
    private InputFormat detect() {
        try {
            List<String> names = directory.list();
            if (names.stream().anyMatch(name -> name.contains("idx3") || name.contains("idx1"))) {
                return InputFormat.IDX;
            }
            for (String part : PARTS) {
                if (names.contains(part + PARQUET)) {
                    return InputFormat.PARQUET;
                }
                if (names.contains(part)) {
                    boolean parquet = !directory.child(part).exists()
                            || directory.child(part).list().stream().anyMatch(name -> name.endsWith(PARQUET));
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

    private static String column(DataFormat found) {
        return found.column().orElse(PredictConfig.IMAGE);
    }

    private static String labelColumn(DataFormat found) {
        return found.labelColumn().orElse(DataFormat.LABEL);
    }

    private SparkSession session() {
        return SparkContexts.sqlOn(context);
    }
}
