package lenetspark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lenetspark.config.ConfigException;
import lenetspark.data.DataException;
import lenetspark.data.Shapes;
import lenetspark.kernel.ForkedJvm;
import lenetspark.model.ModelArchive;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests the classifier together with other Spark ML stages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeNetClassifierIT {

    private final SparkSession session = SparkSession.builder()
            .appName("LeNetClassifierIT")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    private final Dataset<Row> shapes = shapes(0, 90);

    @AfterAll
    void stopSpark() {
        session.stop();
    }

    private Dataset<Row> shapes(int first, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            String name = Shapes.NAMES.get(i % 3);
            rows.add(RowFactory.create(Shapes.png(name, i), name, (double) (i % 3)));
        }
        return session.createDataFrame(
                rows,
                new StructType()
                        .add("picture", DataTypes.BinaryType)
                        .add("shape", DataTypes.StringType)
                        .add("label", DataTypes.DoubleType));
    }

    private static LeNetClassifier classifier() {
        return new LeNetClassifier()
                .setFeaturesCol("picture")
                .setEpochs(6)
                .setBatchSize(8)
                .setAveragingFrequency(4)
                .setReplicas(2)
                .setLearningRate(0.003);
    }

    /** Main class of a JVM that is started without the Vector API and logs to its standard output. */
    static final class WithoutVectorApi {
        public static void main(String[] arguments) {
            ConfigurationBuilder<BuiltConfiguration> logging = ConfigurationBuilderFactory.newConfigurationBuilder();
            Configurator.reconfigure(logging.add(logging.newAppender("out", "Console"))
                    .add(logging.newRootLogger(Level.WARN).add(logging.newAppenderRef("out")))
                    .build(false));
            LeNetClassifierIT test = new LeNetClassifierIT();
            classifier().setEpochs(1).fit(test.shapes);
            test.stopSpark();
        }
    }

    @Test
    void shouldLogTheWarningsOfTheTrainCommand() throws Exception {
        List<String> options = new ArrayList<>(List.of("-Xmx1g", "-Dorg.bytedeco.javacpp.maxphysicalbytes=1300m"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .forEach(options::add);

        assertThat(ForkedJvm.output(WithoutVectorApi.class, options.toArray(String[]::new)))
                .contains("Running engine simd without the Vector API (up to 5 times slower)"
                        + "; start the job with submit/local.sh, or give spark-submit"
                        + " --driver-java-options --add-modules=jdk.incubator.vector"
                        + " --conf spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector")
                .contains("the driver limits ND4J to a process size of 1,300 MB,"
                        + " less than its heap and native libraries may need");
    }

    @Test
    void shouldWorkInACrossValidatedPipelineAndBeSavedAndLoaded(@TempDir Path directory) throws IOException {
        LeNetClassifier classifier = classifier();
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("shape").setOutputCol("index"), classifier.setLabelCol("index")
        });
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {0.003, 1e-7})
                .build();
        CrossValidatorModel validated = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new MulticlassClassificationEvaluator()
                        .setLabelCol("index")
                        .setMetricName("accuracy"))
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setSeed(1)
                .fit(shapes);

        assertThat(validated.avgMetrics()[0])
                .isGreaterThan(0.6)
                .isGreaterThan(validated.avgMetrics()[1]);
        PipelineModel best = (PipelineModel) validated.bestModel();
        best.save(directory.resolve("model").toUri().toString());
        pipeline.save(directory.resolve("pipeline").toUri().toString());
        PipelineModel loaded =
                PipelineModel.load(directory.resolve("model").toUri().toString());
        List<Row> expected = best.transform(shapes).collectAsList();
        assertThat(loaded.transform(shapes).collectAsList()).isEqualTo(expected);
        LeNetClassifier again = (LeNetClassifier)
                Pipeline.load(directory.resolve("pipeline").toUri().toString()).getStages()[1];
        assertThat(again.uid()).isEqualTo(classifier.uid());
        assertThat(again.explainParams()).isEqualTo(classifier.explainParams());
        try (var files = Files.walk(directory.resolve("model"))) {
            byte[] archive = Files.readAllBytes(
                    files.filter(file -> file.endsWith("lenet.zip")).findFirst().orElseThrow());
            assertThat(ModelArchive.read(archive).classNames()).hasSize(3);
        }
    }

    @Test
    void shouldTrainTheSameParametersForTheSameSeed() {
        LeNetClassificationModel one = classifier().setSeed(7).fit(shapes);
        LeNetClassificationModel two = classifier().setSeed(7).fit(shapes);
        LeNetClassificationModel other = classifier().setSeed(8).fit(shapes);

        assertThat(two.archive()).isEqualTo(one.archive());
        assertThat(other.archive()).isNotEqualTo(one.archive());
        assertThat(one.numClasses()).isEqualTo(3);
    }

    @Test
    void shouldAddPredictionProbabilityAndRawPrediction() {
        Dataset<Row> test = shapes(1_000, 30);
        Dataset<Row> transformed = classifier().fit(shapes).transform(test);

        assertThat(transformed.columns())
                .containsExactly("picture", "shape", "label", "rawPrediction", "probability", "prediction");
        int correct = 0;
        for (Row row : transformed.collectAsList()) {
            Vector probability = row.getAs("probability");
            Vector raw = row.getAs("rawPrediction");
            double prediction = row.getAs("prediction");
            assertThat(probability.size()).isEqualTo(3);
            assertThat(probability.argmax()).isEqualTo((int) prediction);
            assertThat(Math.exp(raw.apply(1))).isEqualTo(probability.apply(1), within(1e-9));
            correct += prediction == row.<Double>getAs("label") ? 1 : 0;
        }
        assertThat(correct).isGreaterThan(20);
        assertThat(classifier()
                        .setPredictionCol("class")
                        .setProbabilityCol("")
                        .setRawPredictionCol("")
                        .fit(shapes)
                        .transform(test)
                        .columns())
                .containsExactly("picture", "shape", "label", "class");
    }

    @Test
    void shouldAcceptVectorsOfPixels() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double[] pixels = new double[100];
            for (int j = 0; j < 50; j++) {
                pixels[i % 2 * 50 + j] = 200;
            }
            rows.add(RowFactory.create(Vectors.dense(pixels), i % 2));
        }
        Dataset<Row> halves = session.createDataFrame(
                rows,
                new StructType().add("features", SQLDataTypes.VectorType()).add("label", DataTypes.IntegerType));

        Dataset<Row> transformed = new LeNetClassifier()
                .setEpochs(5)
                .setBatchSize(4)
                .setReplicas(1)
                .fit(halves)
                .transform(halves);

        assertThat(transformed.where("prediction = label").count()).isEqualTo(20);
    }

    @Test
    void shouldReportInvalidColumnsParamsAndLabels() {
        assertThatThrownBy(() -> classifier().setFeaturesCol("image").fit(shapes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("featuresCol must be one of picture, shape, label, got: image");
        assertThatThrownBy(() -> classifier().setFeaturesCol("shape").fit(shapes))
                .hasMessage("Column shape (featuresCol) must be a vector or binary, got: string");
        assertThatThrownBy(() -> classifier().setLabelCol("shape").fit(shapes))
                .hasMessage("Column shape (labelCol) must be numeric, got: string");
        assertThatThrownBy(() -> classifier().setBatchSize(0).fit(shapes))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Batch size must be at least 1, got: 0");
        assertThatThrownBy(() -> classifier()
                        .fit(shapes.withColumn("label", org.apache.spark.sql.functions.expr("label + 0.5"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(": label 0.5, expected a whole number from 0 to 999");
    }

    private JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    @Test
    void shouldRemoveCachedDataAndRestoreTheDescriptionWhenItFails() {
        context().setJobDescription("the application's");
        for (String label : List.of("label + 0.5", "label + 5000", "cast(null as double)")) {
            assertThatThrownBy(() ->
                            classifier().fit(shapes.withColumn("label", org.apache.spark.sql.functions.expr(label))))
                    .isInstanceOf(DataException.class);
        }
        byte[] damaged = {1, 2, 3};
        assertThatThrownBy(() ->
                        classifier().fit(shapes.withColumn("picture", org.apache.spark.sql.functions.lit(damaged))))
                .isInstanceOf(DataException.class);

        assertThat(context().getPersistentRDDs()).isEmpty();
        assertThat(context().getLocalProperty("spark.job.description")).isEqualTo("the application's");
    }

    @Test
    void shouldEndWhenTheApplicationCancelsItsJobGroup() {
        SparkContext spark = session.sparkContext();
        SparkListener canceller = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                String description = start.properties().getProperty("spark.job.description");
                if (description != null && description.startsWith("epoch 3 ")) {
                    spark.cancelJobGroup("mine");
                }
            }
        };
        spark.addSparkListener(canceller);
        context().setJobGroup("mine", "the application's", true);
        try {
            assertThatThrownBy(() -> classifier().setEpochs(1_000).fit(shapes))
                    .isInstanceOf(SparkException.class)
                    .hasMessageContaining("cancelled part of cancelled job group mine");

            assertThat(context().getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
            assertThat(context().getLocalProperty("spark.job.description")).isEqualTo("the application's");
            assertThat(context().getLocalProperty("spark.job.interruptOnCancel"))
                    .isEqualTo("true");
            assertThat(context().getPersistentRDDs()).isEmpty();
        } finally {
            spark.removeSparkListener(canceller);
            context().clearJobGroup();
        }
        assertThat(classifier().fit(shapes).numClasses()).isEqualTo(3);
    }
}
