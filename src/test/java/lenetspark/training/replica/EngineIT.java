package lenetspark.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lenetspark.config.Engine;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.evaluation.Evaluator;
import lenetspark.rounds.LocalSpark;
import lenetspark.training.Mnist;
import lenetspark.training.TestNetworks;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundStatistics;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Trains and evaluates with both engines on the MNIST sample, starting from its files. */
class EngineIT {

    /** Creates a new configuration on every call, because DL4J stores the counts of iterations and epochs in it. */
    private static MultiLayerConfiguration leNet() {
        return TestNetworks.leNet(new Adam(0.001));
    }

    /** Results of training two replicas for two epochs. */
    private record Trained(ModelState state, List<RoundStatistics> rounds, EvaluationResult test) {}

    private static <T> T spark(Function<JavaSparkContext, T> test) {
        SparkConf kryo = new SparkConf()
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
        return LocalSpark.with("local[2]", kryo, test);
    }

    private static Trained train(JavaSparkContext context, Engine engine) {
        ImageDataset mnist = Mnist.open(context);
        List<RoundStatistics> rounds = new ArrayList<>();
        try (WeightedAveragingTrainingMaster master = WeightedAveragingTrainingMaster.builder()
                .engine(engine)
                .batchSizePerWorker(32)
                .averagingFrequency(5)
                .rngSeed(8)
                .inputTransform(Mnist.TRANSFORM)
                .roundListener((result, state) -> {
                    rounds.add(result.statistics());
                    return RoundListener.Next.CONTINUE;
                })
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, leNet(), master);
            JavaRDD<DataSet> shards = mnist.shards(context, mnist.train(), 2, 8);
            spark.fit(shards);
            spark.fit(shards);
            ModelState state = ModelState.of(spark.getNetwork());
            return new Trained(state, rounds, evaluate(context, engine, state, 2));
        }
    }

    private static EvaluationResult evaluate(
            JavaSparkContext context, Engine engine, ModelState state, int partitions) {
        ImageDataset mnist = Mnist.open(context);
        try (ShardedData test = ShardedData.cache(mnist.ordered(context, mnist.test(), partitions), "test set");
                Evaluator evaluator = new Evaluator(context, engine, leNet(), Mnist.TRANSFORM)) {
            return evaluator.evaluate(state, test, "evaluate");
        }
    }

    @Test
    void shouldTrainWithTheKernelsAsDl4jDoes() {
        Trained simd = spark(context -> train(context, Engine.SIMD));
        Trained dl4j = spark(context -> train(context, Engine.DL4J));

        assertThat(distance(simd.state().parameters(), dl4j.state().parameters()))
                .isLessThan(1e-3);
        assertThat(distance(simd.state().updaterState(), dl4j.state().updaterState()))
                .isLessThan(1e-2);
        assertThat(simd.state().iteration()).isEqualTo(dl4j.state().iteration()).isEqualTo(2 * 32);
        assertThat(simd.rounds()).hasSameSizeAs(dl4j.rounds()).hasSize(2 * 7);
        for (int i = 0; i < simd.rounds().size(); i++) {
            RoundStatistics simdRound = simd.rounds().get(i);
            RoundStatistics dl4jRound = dl4j.rounds().get(i);
            assertThat(simdRound.examples()).isEqualTo(dl4jRound.examples());
            assertThat(simdRound.loss()).isCloseTo(dl4jRound.loss(), within(1e-3));
            assertThat(simdRound.trainingAccuracy()).isCloseTo(dl4jRound.trainingAccuracy(), within(0.01));
        }
        assertThat(simd.test().accuracy())
                .isCloseTo(dl4j.test().accuracy(), within(0.01))
                .isGreaterThan(0.75);
        assertThat(simd.test().loss()).isCloseTo(dl4j.test().loss(), within(1e-2));
    }

    private static double distance(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    @Test
    void shouldEvaluateIndependentlyOfTheNumberOfPartitions() {
        spark(context -> {
            for (Engine engine : Engine.values()) {
                ModelState state = ModelState.of(TestNetworks.initialized(leNet()));
                EvaluationResult one = evaluate(context, engine, state, 1);
                assertThat(one.examples()).isEqualTo(500);
                assertThat(one.correct()).isEqualTo(500 - one.mistakes().size());
                // With more partitions than examples, some partitions are empty.
                for (int partitions : new int[] {3, engine == Engine.SIMD ? 600 : 8}) {
                    EvaluationResult parts = evaluate(context, engine, state, partitions);
                    assertThat(parts.confusion()).isDeepEqualTo(one.confusion());
                    assertThat(parts.loss()).isCloseTo(one.loss(), within(1e-6));
                    assertThat(parts.mistakes())
                            .extracting(EvaluationResult.Mistake::index)
                            .isEqualTo(one.mistakes().stream()
                                    .map(EvaluationResult.Mistake::index)
                                    .toList());
                }
            }
            return null;
        });
    }
}
