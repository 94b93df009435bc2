package lenetspark.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lenetspark.data.image.ImageInput;
import lenetspark.spark.JobScope;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Predicts images and writes the predictions and the rejected images as two Parquet data sets. */
public final class BatchPrediction {

    private static final String ROW_COUNT = "rows";

    /** Size of a row group, which a task holds in memory until it is full. Parquet's default is 128 MB. */
    private static final long ROW_GROUP_BYTES = 1L << 25;

    private final SparkSession session;
    private final Predictor predictor;
    private final ArrayList<String> classNames;

    /**
     * Creates a batch prediction.
     *
     * @param classNames names of the classes, in the order of their labels
     */
    public BatchPrediction(SparkSession session, Predictor predictor, List<String> classNames) {
        this.session = session;
        this.predictor = predictor;
        this.classNames = new ArrayList<>(classNames);
    }

    /**
     * Numbers of images.
     *
     * @param predicted number of images with a prediction
     * @param rejected number of images that could not be decoded
     */
    public record Counts(long predicted, long rejected) {}

    /**
     * Predicts every image once.
     *
     * @param predictions URI of the data set (id, predicted, probability, probabilities, class)
     * @param rejected URI of the data set (id, reason)
     * @param mode what to do with existing data sets
     */
    public Counts run(ImageInput input, String predictions, String rejected, SaveMode mode)
            throws InterruptedException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Broadcast<Predictor> broadcast = context.broadcast(predictor);
        // The rows are kept on the executors' disks between the two writes, because decoding images twice would cost
        // more.
        Dataset<Row> results = session.createDataFrame(
                        input.images().mapPartitions(new PredictTask(broadcast, classNames)),
                        PredictionIterator.schema(input.idType()))
                .persist(StorageLevel.DISK_ONLY());
        try (JobScope jobs = JobScope.open(context).describe("predict")) {
            long predictedCount = write(
                    results.where(col(PredictionIterator.REASON).isNull()).drop(PredictionIterator.REASON),
                    predictions,
                    mode);
            jobs.describe("write the rejected images");
            long rejectedCount = write(
                    results.where(col(PredictionIterator.REASON).isNotNull())
                            .select(PredictionIterator.ID, PredictionIterator.REASON),
                    rejected,
                    mode);
            return new Counts(predictedCount, rejectedCount);
        } finally {
            results.unpersist();
            broadcast.destroy();
        }
    }

    private static long write(Dataset<Row> rows, String uri, SaveMode mode) throws InterruptedException {
        Observation written = new Observation();
        rows.observe(written, count(lit(1)).as(ROW_COUNT))
                .write()
                .mode(mode)
                .option("parquet.block.size", ROW_GROUP_BYTES)
                .parquet(uri);
        return (Long) Objects.requireNonNull(written.getAsJava().get(ROW_COUNT), ROW_COUNT);
    }
}
