package lenet.job;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import lenet.config.InputFormat;
import lenet.config.OutputMode;
import lenet.config.PredictConfig;
import lenet.data.IdxImages;
import lenet.data.IdxInput;
import lenet.data.ImageFilesInput;
import lenet.data.ImageInput;
import lenet.data.ParquetInput;
import lenet.model.ModelArchive;
import lenet.prediction.BatchPrediction;
import lenet.prediction.BatchPrediction.Counts;
import lenet.storage.Directory;
import lenet.training.Predictor;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Predicts the classes of images and writes them as Parquet. */
record PredictJob(PredictConfig config, Console console) implements Job {

    private static final String PREDICTIONS = "predictions";
    private static final String REJECTED = "rejected";

    @Override
    public void run() throws InterruptedException {
        try (SparkSession session = SparkContexts.connectWithSql("LeNetJob predict")) {
            Configuration hadoop = session.sparkContext().hadoopConfiguration();
            Directory output = output(hadoop);
            ModelArchive model = Models.read(config.model(), hadoop);
            InputPlace place = Storage.input(config.input(), hadoop);
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
        Directory output = Storage.output(config.output(), hadoop).root();
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
    private static void requireApart(InputPlace place, Directory output) {
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
                Engines.choose(config.engine(), model.network().getLayerWiseConfigurations(), console), model);
    }

    private ImageInput input(InputPlace place, SparkSession session) {
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
            if (Failure.of(e).code() == ExitCode.FAILURE && cause(e) instanceof IOException reason) {
                throw new OutputException(new IOException(output + ": cannot be written: " + reason.getMessage(), e));
            }
            throw e;
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
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
