package lenetspark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import lenetspark.config.Engine;
import lenetspark.evaluation.Predictor;
import lenetspark.model.ModelArchive;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Spark ML model of a trained LeNet-5. {@link #transform} adds the columns {@code rawPrediction}, {@code probability} and {@code
 * prediction}. An image that cannot be decoded fails the job.
 *
 * <p>A saved model consists of Spark ML's metadata and {@code model/lenet.zip}, the model archive of the training job, which
 * plain DL4J can restore.
 */
public final class LeNetClassificationModel extends Model<LeNetClassificationModel> implements MLWritable {

    private static final long serialVersionUID = 1L;
    private static final String MODEL = "model";
    private static final String ARCHIVE = "lenet.zip";

    private final String uid;
    private final byte[] archive;
    private final ColumnParams columns;

    /**
     * Creates a model.
     *
     * @param archive of the network, as {@link ModelArchive} writes it
     */
    LeNetClassificationModel(String uid, byte[] archive) {
        this.uid = uid;
        this.archive = archive.clone();
        this.columns = new ColumnParams(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** Returns the model archive, which {@code evaluate}, {@code predict} and {@code export} accept. */
    public byte[] archive() {
        return archive.clone();
    }

    /** Returns the number of classes. */
    public int numClasses() {
        return model().classNames().size();
    }

    /** Returns the param for the column of the images. */
    public Param<String> featuresCol() {
        return columns.features;
    }

    /** Returns the param for the column of the classes, which only training reads. */
    public Param<String> labelCol() {
        return columns.label;
    }

    /** Returns the param for the column of the most probable class. */
    public Param<String> predictionCol() {
        return columns.prediction;
    }

    /** Returns the param for the column of the probability of each class. */
    public Param<String> probabilityCol() {
        return columns.probability;
    }

    /** Returns the param for the column of the logarithm of the probability of each class. */
    public Param<String> rawPredictionCol() {
        return columns.rawPrediction;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        return dataset.toDF()
                .mapPartitions(
                        new TransformTask(
                                context.broadcast(predictor()),
                                dataset.schema().fieldIndex(columns.name(columns.features)),
                                !columns.name(columns.rawPrediction).isEmpty(),
                                !columns.name(columns.probability).isEmpty(),
                                !columns.name(columns.prediction).isEmpty()),
                        Encoders.row(schema));
    }

    private Predictor predictor() {
        return Predictor.of(Engine.SIMD, model());
    }

    private ModelArchive model() {
        try {
            return ModelArchive.read(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return columns.transformed(schema);
    }

    @Override
    public LeNetClassificationModel copy(ParamMap extra) {
        LeNetClassificationModel copy = copyValues(new LeNetClassificationModel(uid, archive), extra);
        return copy.setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new Writer(this);
    }

    /** Returns a reader of saved models. Spark ML finds this method by its name. */
    public static MLReader<LeNetClassificationModel> read() {
        return new Reader();
    }

    /** Loads the model saved at a URI. */
    public static LeNetClassificationModel load(String path) {
        return read().load(path);
    }

    private static final class Writer extends MLWriter {
        private final LeNetClassificationModel model;

        Writer(LeNetClassificationModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
            try {
                Directory.at(path, sc().hadoopConfiguration()).child(MODEL).write(ARCHIVE, model.archive);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Reader extends MLReader<LeNetClassificationModel> {

        @Override
        public LeNetClassificationModel load(String path) {
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), LeNetClassificationModel.class.getName());
            try {
                byte[] archive = Directory.at(path, sc().hadoopConfiguration())
                        .child(MODEL)
                        .read(ARCHIVE);
                // Fails now, not in the first transform, if the archive is damaged.
                ModelArchive.read(archive);
                LeNetClassificationModel model = new LeNetClassificationModel(metadata.uid(), archive);
                metadata.getAndSetParams(model, Option.empty());
                return model;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
