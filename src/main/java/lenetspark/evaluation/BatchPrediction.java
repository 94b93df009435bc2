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

/** Predicts images and writes what came of it as two Parquet data sets. */
public final class BatchPrediction {

    private static final String ROWS = "rows";

    /** Bytes of a row group, which a task holds in memory until it is full; 128 MB by default. */
    private static final long ROW_GROUP = 1L << 25;

    private final SparkSession session;
    private final Predictor predictor;
    private final ArrayList<String> classNames;

    /** @param classNames what the labels are called */
    public BatchPrediction(SparkSession session, Predictor predictor, List<String> classNames) {
        this.session = session;
        this.predictor = predictor;
        this.classNames = new ArrayList<>(classNames);
    }

    /**
     * How many images there were.
     *
     * @param predicted that have a prediction
     * @param rejected that have none, but a reason
     */
    public record Counts(long predicted, long rejected) {}

    /**
     * Predicts every image once.
     *
     * @param predictions where to write (id, predicted, probability, probabilities, class)
     * @param rejected where to write (id, reason)
     * @param mode what to do with what is there
     */
    public Counts run(ImageInput input, String predictions, String rejected, SaveMode mode)
            throws InterruptedException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Broadcast<Predictor> broadcast = context.broadcast(predictor);
        // On the executors' disks between the two writes: decoding an image twice would cost more.
        Dataset<Row> outcomes = session.createDataFrame(
                        input.images().mapPartitions(new PredictTask(broadcast, classNames)),
                        PredictionIterator.schema(input.idType()))
                .persist(StorageLevel.DISK_ONLY());
        try (JobScope jobs = JobScope.open(context).describe("predict")) {
            long predicted = write(
                    outcomes.where(col(PredictionIterator.REASON).isNull()).drop(PredictionIterator.REASON),
                    predictions,
                    mode);
            jobs.describe("write the rejected images");
            long refused = write(
                    outcomes.where(col(PredictionIterator.REASON).isNotNull())
                            .select(PredictionIterator.ID, PredictionIterator.REASON),
                    rejected,
                    mode);
            return new Counts(predicted, refused);
        } finally {
            outcomes.unpersist();
            broadcast.destroy();
        }
    }

    private static long write(Dataset<Row> rows, String uri, SaveMode mode) throws InterruptedException {
        Observation written = new Observation();
        rows.observe(written, count(lit(1)).as(ROWS))
                .write()
                .mode(mode)
                .option("parquet.block.size", ROW_GROUP)
                .parquet(uri);
        return (Long) Objects.requireNonNull(written.getAsJava().get(ROWS), ROWS);
    }
}
