package lenetspark.ml;

import java.util.Locale;
import java.util.Map;
import lenetspark.config.AveragingConfig.Averaging;
import lenetspark.config.ConfigException;
import lenetspark.config.InputFormat;
import lenetspark.config.TrainConfig;
import lenetspark.dataset.ImageDataset;
import lenetspark.dataset.ImageDataset.Labelled;
import lenetspark.model.ModelArchive;
import lenetspark.recipe.EngineMonitor;
import lenetspark.recipe.PreparedTraining;
import lenetspark.recipe.TrainingData;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.round.AveragingRule;
import lenetspark.training.round.RoundListener;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Spark ML estimator of LeNet-5, trained by synchronous parameter averaging on the executors.
 *
 * <p>Images are in {@code featuresCol}: vectors of n x n pixels from 0 to 255 with n up to 32, or binary (PNG, JPEG, or 784 or 1024
 * pixels). Classes are in {@code labelCol}: whole numbers from 0 without gaps, as {@code StringIndexer} produces them. It trains on
 * all rows without a validation set and returns the model of the last epoch. The same rows in the same partitions, seed and number
 * of replicas give the same bits.
 *
 * <p>It has the columns of a {@code ProbabilisticClassifier} but does not extend it, because that creates its params before a Java
 * subclass can set its uid.
 */
public final class LeNetClassifier extends TrainParams implements DefaultParamsWritable {

    private static final long serialVersionUID = 1L;

    private final ColumnParams columns;

    /** Creates an estimator with a random uid. */
    public LeNetClassifier() {
        this(Identifiable$.MODULE$.randomUID("lenet"));
    }

    /** Creates an estimator with a uid. Spark ML calls this when it loads a saved estimator. */
    public LeNetClassifier(String uid) {
        super(uid);
        columns = new ColumnParams(this);
    }

    /** Sets a param by its name. */
    public LeNetClassifier option(String param, Object value) {
        set(param, value);
        return this;
    }

    /** Returns the param for the column of the images. */
    public Param<String> featuresCol() {
        return columns.features;
    }

    /** Returns the param for the column of the classes. */
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

    /** Sets the column of the images. */
    public LeNetClassifier setFeaturesCol(String value) {
        return option("featuresCol", value);
    }

    /** Sets the column of the classes. */
    public LeNetClassifier setLabelCol(String value) {
        return option("labelCol", value);
    }

    /** Sets the column of the most probable class; empty for none. */
    public LeNetClassifier setPredictionCol(String value) {
        return option("predictionCol", value);
    }

    /** Sets the column of the probability of each class; empty for none. */
    public LeNetClassifier setProbabilityCol(String value) {
        return option("probabilityCol", value);
    }

    /** Sets the column of the logarithm of the probability of each class; empty for none. */
    public LeNetClassifier setRawPredictionCol(String value) {
        return option("rawPredictionCol", value);
    }

    /** Sets the number of passes over the training set. */
    public LeNetClassifier setEpochs(int value) {
        return option("epochs", value);
    }

    /** Sets the number of examples in a minibatch of one replica. */
    public LeNetClassifier setBatchSize(int value) {
        return option("batchSize", value);
    }

    /** Sets the number of minibatches that each replica trains between two averagings. */
    public LeNetClassifier setAveragingFrequency(int value) {
        return option("averagingFrequency", value);
    }

    /** Sets the number of replicas of the network. */
    public LeNetClassifier setReplicas(int value) {
        return option("replicas", value);
    }

    /** Sets the learning rate. */
    public LeNetClassifier setLearningRate(double value) {
        return option("learningRate", value);
    }

    /** Sets the seed of the initial parameters and of the order of training. */
    public LeNetClassifier setSeed(long value) {
        return option("seed", value);
    }

    /**
     * Trains a model on all rows.
     *
     * @throws lenetspark.data.DataException if an image or a label cannot be used
     * @throws ConfigException if a param is out of range
     */
    @Override
    public LeNetClassificationModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        TrainConfig config = config();
        if (config.averaging().rule() == Averaging.DL4J) {
            throw new ConfigException("Averaging must be one of weighted, nesterov, got: dl4j");
        }
        ImageDataset data = ImageDataset.of(uid(), images(dataset), config.classes(), dataset.sparkSession());
        try {
            byte[] archive = train(config, data, dataset);
            return copyValues(new LeNetClassificationModel(uid(), archive), new ParamMap())
                    .setParent(this);
        } finally {
            data.release();
        }
    }

    private JavaRDD<Labelled> images(Dataset<?> dataset) {
        String source = uid();
        return dataset.select(
                        functions.col(quoted(columns.name(columns.features))),
                        functions.col(quoted(columns.name(columns.label))).cast(DataTypes.DoubleType))
                .javaRDD()
                .map(row -> new Labelled(new FeatureImage(row.get(0), source + ": a row"), label(row)));
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    /** Returns the label as text, so that error messages show a label that is not a whole number. */
    private static String label(Row row) {
        if (row.isNullAt(1)) {
            return "null";
        }
        double label = row.getDouble(1);
        return label == Math.rint(label) && Math.abs(label) < 1e9
                ? String.format(Locale.ROOT, "%.0f", label)
                : String.valueOf(label);
    }

    private byte[] train(TrainConfig requested, ImageDataset dataset, Dataset<?> rows) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        // The rows are images, whatever the format of the files from which they were read.
        TrainingData data = TrainingData.of(requested, Map.of(), dataset, InputFormat.IMAGES, context);
        PreparedTraining training = PreparedTraining.of(data, log()::warn);
        training.checkMemory();
        AveragingRule rule = data.factory()
                .outerMomentum(new float[0])
                .map(AveragingRule.class::cast)
                .orElse(AveragingRule.MEAN);
        EngineMonitor engines = new EngineMonitor(null, log()::warn);
        JavaRDD<DataSet> shards = data.training();
        try (WeightedAveragingTrainingMaster master = training.master(rule)
                .roundListener((result, state) -> {
                    engines.roundDone(result.engines());
                    return RoundListener.Next.CONTINUE;
                })
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, training.network(), master);
            for (int epoch = 0; epoch < data.config().epochs(); epoch++) {
                spark.fit(shards);
            }
            return new ModelArchive(spark.getNetwork(), data.scaling(), dataset.classNames()).toBytes();
        }
    }

    @Override
    public StructType transformSchema(StructType schema) {
        columns.requireLabels(schema);
        return columns.transformed(schema);
    }

    @Override
    public LeNetClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Returns a reader of saved classifiers. Spark ML finds this method by its name. */
    public static MLReader<LeNetClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /** Loads the classifier saved at a URI. */
    public static LeNetClassifier load(String path) {
        return read().load(path);
    }
}
