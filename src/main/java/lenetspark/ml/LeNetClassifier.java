package lenetspark.ml;

import java.util.Locale;
import lenetspark.config.Averaging;
import lenetspark.config.ConfigException;
import lenetspark.config.TrainConfig;
import lenetspark.dataset.ImageDataset;
import lenetspark.dataset.ImageDataset.Labelled;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.recipe.Recipe;
import lenetspark.training.OuterMomentum;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.replica.Engine;
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
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * LeNet-5 as a classifier of Spark ML, trained by synchronous parameter averaging on the executors.
 *
 * <p>Images are in {@code featuresCol}: vectors of n x n pixels from 0 to 255, n up to 32, or binary with PNG, JPEG or 784 or 1024
 * pixels. Classes are in {@code labelCol}: whole numbers from 0 without a gap, as {@code StringIndexer} makes them. All rows are trained on;
 * there is no validation set, and the model is that of the last epoch. The same rows in the same partitions, seed and number of
 * replicas give the same bits.
 *
 * <p>It is no {@code ProbabilisticClassifier}, whose params are made before a class in Java can know its uid, but has its columns.
 */
public final class LeNetClassifier extends TrainParams implements DefaultParamsWritable {

    private static final long serialVersionUID = 1L;

    private final ColumnParams columns;

    public LeNetClassifier() {
        this(Identifiable$.MODULE$.randomUID("lenet"));
    }

    /** With a uid, as Spark ML makes it again when it was saved. */
    public LeNetClassifier(String uid) {
        super(uid);
        columns = new ColumnParams(this);
    }

    /** Sets any param by its name. */
    public LeNetClassifier option(String param, Object value) {
        set(param, value);
        return this;
    }

    /** Column of the images. */
    public Param<String> featuresCol() {
        return columns.features;
    }

    /** Column of the classes. */
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

    public LeNetClassifier setFeaturesCol(String value) {
        return option("featuresCol", value);
    }

    public LeNetClassifier setLabelCol(String value) {
        return option("labelCol", value);
    }

    public LeNetClassifier setPredictionCol(String value) {
        return option("predictionCol", value);
    }

    public LeNetClassifier setProbabilityCol(String value) {
        return option("probabilityCol", value);
    }

    public LeNetClassifier setRawPredictionCol(String value) {
        return option("rawPredictionCol", value);
    }

    public LeNetClassifier setEpochs(int value) {
        return option("epochs", value);
    }

    public LeNetClassifier setBatchSize(int value) {
        return option("batchSize", value);
    }

    public LeNetClassifier setAveragingFrequency(int value) {
        return option("averagingFrequency", value);
    }

    public LeNetClassifier setReplicas(int value) {
        return option("replicas", value);
    }

    public LeNetClassifier setLearningRate(double value) {
        return option("learningRate", value);
    }

    public LeNetClassifier setSeed(long value) {
        return option("seed", value);
    }

    /**
     * Trains on all rows.
     *
     * @throws lenetspark.data.DataException if an image or a label cannot be used
     * @throws ConfigException if a param is out of its range
     */
    @Override
    public LeNetClassificationModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Recipe recipe = new Recipe(config());
        if (recipe.config().averaging().rule() == Averaging.DL4J) {
            throw new ConfigException("Averaging must be one of weighted, nesterov, got: dl4j");
        }
        ImageDataset data =
                ImageDataset.of(uid(), images(dataset), recipe.config().classes(), dataset.sparkSession());
        try {
            byte[] archive = train(recipe, data, dataset);
            return copyValues(new LeNetClassificationModel(uid(), archive), new ParamMap())
                    .setParent(this);
        } finally {
            data.release();
        }
    }

    private JavaRDD<Labelled> images(Dataset<?> dataset) {
        String place = uid();
        return dataset.select(
                        functions.col(quoted(columns.name(columns.features))),
                        functions.col(quoted(columns.name(columns.label))).cast(DataTypes.DoubleType))
                .javaRDD()
                .map(row -> new Labelled(new FeatureImage(row.get(0), place + ": a row"), label(row)));
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    /** As text, which shows what is no whole number. */
    private static String label(Row row) {
        if (row.isNullAt(1)) {
            return "null";
        }
        double label = row.getDouble(1);
        return label == Math.rint(label) && Math.abs(label) < 1e9
                ? String.format(Locale.ROOT, "%.0f", label)
                : String.valueOf(label);
    }

    private static byte[] train(Recipe recipe, ImageDataset data, Dataset<?> dataset) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        TrainConfig config = recipe.config();
        int replicas = config.replicas().orElse(context.defaultParallelism());
        int largestShard = Recipe.largestShard(data.trainSize(), replicas);
        recipe.requireCountable(largestShard);
        PixelScaling scaling = recipe.scaling(data.train().pixelStatistics());
        MultiLayerNetwork network = recipe.network(data.classNames().size());
        WeightedAveragingTrainingMaster.Builder builder = recipe.master(largestShard)
                .engine(config.engine() == lenetspark.config.Engine.SIMD ? Engine.SIMD : Engine.DL4J)
                .inputTransform(data.inputTransform(LeNet.INPUT_SIZE, scaling.min(), scaling.max()));
        if (config.averaging().rule() == Averaging.NESTEROV) {
            builder.averagingRule(new OuterMomentum(
                    config.averaging().outerMomentum(), config.averaging().outerLearningRate(), new float[0]));
        }
        JavaRDD<DataSet> shards = data.shards(context, data.train(), replicas, config.seed());
        try (WeightedAveragingTrainingMaster master = builder.build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network, master);
            for (int epoch = 0; epoch < config.epochs(); epoch++) {
                spark.fit(shards);
            }
            return new ModelArchive(spark.getNetwork(), scaling, data.classNames()).toBytes();
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

    /** What reads a classifier that was saved; Spark ML looks for it by this name. */
    public static MLReader<LeNetClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /** The classifier saved at a URI. */
    public static LeNetClassifier load(String path) {
        return read().load(path);
    }
}
