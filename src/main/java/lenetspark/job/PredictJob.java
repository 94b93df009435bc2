package lenetspark.job;

import java.io.IOException;
import java.util.ArrayList;
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
import lenetspark.run.OutputException;
import lenetspark.storage.Directory;
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
            ImageLocator place = UriResolver.input(config.input(), hadoop);
            requireApart(place, output);
            ImageInput input = input(place, session);
            BatchPrediction prediction = new BatchPrediction(session, predictor(model), model.classNames());
            long started = System.nanoTime();
            Counts counts = predict(prediction, input, output);
            report(counts, (System.nanoTime() - started) / 1e9, output);
        }
    }

    /** Looked at before the work is done that is to be written there. */
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

    /** Overwriting would delete what is to be read. */
    private static void requireApart(ImageLocator place, Directory output) {
        for (String name : List.of(PREDICTIONS, REJECTED)) {
            String replaced = output.child(name).uri();
            if ((place.uri() + "/").startsWith(replaced + "/") || (replaced + "/").startsWith(place.uri() + "/")) {
                throw new OutputException(
                        output + ": holds the input " + place.uri() + ", or is in it; choose another --output");
            }
        }
    }

    private Predictor predictor(ModelArchive model) {
        return Predictor.of(
                EngineSelector.choose(config.engine(), model.network().getLayerWiseConfigurations(), console), model);
    }

    private ImageInput input(ImageLocator place, SparkSession session) {
        InputFormat format = config.inputFormat().orElseGet(place::detect);
        PredictConfig found = config.withInputFormat(format);
        return switch (format) {
            case IDX ->
                IdxInput.of(
                        place.file()
                                .map(name -> IdxImages.of(place.directory(), name, found.transposed()))
                                .orElseGet(() -> IdxImages.in(place.directory(), found.transposed())),
                        session);
            case IMAGES -> ImageFilesInput.of(place.uri(), place.directory(), session);
            case PARQUET -> columns(ParquetInput.open(place.uri(), session), found);
        };
    }

    private static ImageInput columns(ParquetInput parquet, PredictConfig found) {
        String column = found.column().orElse(PredictConfig.IMAGE);
        requireColumn("column", column, parquet);
        found.idColumn().ifPresent(id -> requireColumn("id-column", id, parquet));
        return parquet.images(column, found.idColumn());
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
            // Spark throws what its committers throw, undeclared; and what fails in reading is a DataException.
            List<Throwable> causes = causes(e);
            if (causes.get(causes.size() - 1) instanceof IOException reason
                    && causes.stream().noneMatch(DataException.class::isInstance)) {
                throw new OutputException(new IOException(output + ": cannot be written: " + reason.getMessage(), e));
            }
            throw e;
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
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
