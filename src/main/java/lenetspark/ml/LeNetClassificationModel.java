package lenetspark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import lenetspark.evaluation.Predictor;
import lenetspark.model.ModelArchive;
import lenetspark.storage.Directory;
import lenetspark.training.replica.Engine;
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
 * A trained LeNet-5. {@link #transform} adds the columns {@code rawPrediction}, {@code probability} and {@code prediction}; an
 * image that cannot be used fails the job.
 *
 * <p>Saved, it is Spark ML's metadata beside {@code model/lenet.zip}, the archive that the job writes and that plain DL4J
 * restores.
 */
public final class LeNetClassificationModel extends Model<LeNetClassificationModel> implements MLWritable {

    private static final long serialVersionUID = 1L;
    private static final String MODEL = "model";
    private static final String ARCHIVE = "lenet.zip";

    private final String uid;
    private final byte[] archive;
    private final ColumnParams columns;

    /** @param archive of the network, as {@link ModelArchive} writes it */
    LeNetClassificationModel(String uid, byte[] archive) {
        this.uid = uid;
        this.archive = archive.clone();
        this.columns = new ColumnParams(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The archive of the network: what {@code evaluate}, {@code predict} and {@code export} take as their model. */
    public byte[] archive() {
        return archive.clone();
    }

    /** The number of classes. */
    public int numClasses() {
        return model().classNames().size();
    }

    /** Column of the images. */
    public Param<String> featuresCol() {
        return columns.features;
    }

    /** Column of the classes, which only training reads. */
    public Param<String> labelCol() {
        return columns.label;
    }

    /** Column that receives the most probable class. */
    public Param<String> predictionCol() {
        return columns.prediction;
    }

    /** Column that receives the probability of each class. */
    public Param<String> probabilityCol() {
        return columns.probability;
    }

    /** Column that receives the logarithm of the probability of each class. */
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

    /** What reads a model that was saved; Spark ML looks for it by this name. */
    public static MLReader<LeNetClassificationModel> read() {
        return new Reader();
    }

    /** The model saved at a URI. */
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
                // A damaged one is refused here, not when it is used.
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
