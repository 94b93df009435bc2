package lenetspark.job;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import lenetspark.config.InputFormat;
import lenetspark.config.OutputMode;
import lenetspark.config.PredictConfig;
import lenetspark.data.DataException;
import lenetspark.data.idx.IdxImages;
import lenetspark.data.idx.IdxInput;
import lenetspark.data.image.ImageFilesInput;
import lenetspark.data.image.ImageInput;
import lenetspark.data.image.ParquetInput;
import lenetspark.evaluation.BatchPrediction;
import lenetspark.evaluation.BatchPrediction.Counts;
import lenetspark.evaluation.Predictor;
import lenetspark.model.ModelArchive;
import lenetspark.recipe.EngineSelector;
import lenetspark.run.OutputException;
import lenetspark.storage.Directory;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Predicts the classes of images and writes them as Parquet. */
public record PredictJob(PredictConfig config, Console console) implements Job {

    private static final String PREDICTIONS = "predictions";
    private static final String REJECTED = "rejected";

    @Override
    public void run() throws InterruptedException {
        try (SparkSession session = SparkContexts.connectWithSql("LeNetJob predict")) {
            Configuration hadoop = session.sparkContext().hadoopConfiguration();
            Directory output = output(hadoop);
            ModelArchive model = ModelReader.read(config.model(), hadoop);
            ImageLocator images = UriResolver.input(config.input(), hadoop);
            requireDisjoint(images, output);
            ImageInput input = input(images, session);
            BatchPrediction prediction = new BatchPrediction(session, predictor(model), model.classNames());
            long started = System.nanoTime();
            Counts counts = predict(prediction, input, output);
            report(counts, (System.nanoTime() - started) / 1e9, output);
        }
    }

    /** Returns the output directory. Checks it before the prediction, so that an unusable directory wastes no work. */
    private Directory output(Configuration hadoop) {
        Directory output = UriResolver.output(config.output(), hadoop).root();
        try {
            if (!output.isEmpty() && config.outputMode() != OutputMode.OVERWRITE) {
                throw new OutputException(output
                        + ": is not empty; choose another --output, or replace its predictions with --overwrite");
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
        return output;
    }

    /** Checks that the output does not overlap the input, because overwriting would delete the input. */
    private static void requireDisjoint(ImageLocator images, Directory output) {
        for (String name : List.of(PREDICTIONS, REJECTED)) {
            String replaced = output.child(name).uri();
            if ((images.uri() + "/").startsWith(replaced + "/") || (replaced + "/").startsWith(images.uri() + "/")) {
                throw new OutputException(
                        output + ": holds the input " + images.uri() + ", or is in it; choose another --output");
            }
        }
    }

    private Predictor predictor(ModelArchive model) {
        return Predictor.of(
                EngineSelector.choose(config.engine(), model.network().getLayerWiseConfigurations(), console::warn),
                model);
    }

    private ImageInput input(ImageLocator images, SparkSession session) {
        InputFormat format = config.inputFormat().orElseGet(images::detect);
        PredictConfig options = config.withInputFormat(format);
        return switch (format) {
            case IDX ->
                IdxInput.of(
                        images.file()
                                .map(name -> IdxImages.of(images.directory(), name, options.transposed()))
                                .orElseGet(() -> IdxImages.in(images.directory(), options.transposed())),
                        session);
            case IMAGES -> ImageFilesInput.of(images.uri(), images.directory(), session);
            case PARQUET -> columns(ParquetInput.open(images.uri(), session), options);
        };
    }

    private static ImageInput columns(ParquetInput parquet, PredictConfig options) {
        String column = options.column().orElse(PredictConfig.IMAGE);
        requireColumn("column", column, parquet);
        options.idColumn().ifPresent(id -> requireColumn("id-column", id, parquet));
        return parquet.images(column, options.idColumn());
    }

    private static void requireColumn(String option, String column, ParquetInput parquet) {
        if (!parquet.columns().contains(column)) {
            throw PredictConfig.noSuchColumn(option, column, parquet.columns());
        }
    }

    private Counts predict(BatchPrediction prediction, ImageInput input, Directory output) throws InterruptedException {
        try {
            return prediction.run(
                    input,
                    output.child(PREDICTIONS).uri(),
                    output.child(REJECTED).uri(),
                    config.outputMode() == OutputMode.OVERWRITE ? SaveMode.Overwrite : SaveMode.ErrorIfExists);
        } catch (Exception e) {
            // Spark throws the checked exceptions of its committers undeclared. Read errors are DataExceptions.
            List<Throwable> causes = ExceptionUtils.getThrowableList(e);
            if (causes.get(causes.size() - 1) instanceof IOException rootCause
                    && causes.stream().noneMatch(DataException.class::isInstance)) {
                throw new OutputException(
                        new IOException(output + ": cannot be written: " + rootCause.getMessage(), e));
            }
            throw e;
        }
    }

    private void report(Counts counts, double seconds, Directory output) {
        console.print(String.format(
                Locale.ROOT,
                "predicted %,d images and rejected %,d in %.1f s (%,.0f images/s): %s, %s",
                counts.predicted(),
                counts.rejected(),
                seconds,
                (counts.predicted() + counts.rejected()) / seconds,
                output.child(PREDICTIONS),
                output.child(REJECTED)));
    }
}
