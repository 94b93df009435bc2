package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lenetspark.training.round.RoundListener.Next;
import lenetspark.training.round.RoundStatistics;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;

/** What the training master promises to a program of one's own. */
class PerceptronOnSparkIT {

    private static final int[] ODD_SIZES = {97, 64, 5, 200, 33, 1};
    private static final int POINTS = 400;

    private static <T> T on(String master, Function<JavaSparkContext, T> program) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("example")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            return program.apply(context);
        }
    }

    private static MultiLayerNetwork train(String master, int partitions, int epochs, List<RoundStatistics> rounds) {
        return on(
                master,
                context -> PerceptronOnSpark.train(
                        context,
                        context.parallelize(PerceptronOnSpark.points(1, ODD_SIZES), partitions),
                        epochs,
                        32,
                        (result, state) -> {
                            rounds.add(result.statistics());
                            return Next.CONTINUE;
                        }));
    }

    @Test
    void trainsEveryExampleOnceAnEpochAndLearns() {
        List<RoundStatistics> rounds = new ArrayList<>();

        MultiLayerNetwork network = train("local[2]", 4, 30, rounds);

        for (int epoch = 1; epoch <= 30; epoch++) {
            int number = epoch;
            assertThat(rounds.stream()
                            .filter(round -> round.epoch() == number)
                            .mapToLong(RoundStatistics::examples)
                            .sum())
                    .isEqualTo(POINTS);
        }
        DataSet fresh = PerceptronOnSpark.points(2, 500).get(0);
        assertThat(network.evaluate(new SingletonDataSetIterator(fresh)).accuracy())
                .isGreaterThan(0.9);
    }

    @Test
    void givesTheSameBitsOnAnyNumberOfCores() {
        MultiLayerNetwork one = train("local[1]", 4, 3, new ArrayList<>());
        MultiLayerNetwork two = train("local[2]", 4, 3, new ArrayList<>());

        assertThat(two.params().toFloatVector()).isEqualTo(one.params().toFloatVector());
        assertThat(two.getUpdater().getStateViewArray().toFloatVector())
                .isEqualTo(one.getUpdater().getStateViewArray().toFloatVector());
    }

    @Test
    void equalsTrainingOnOneMachineWithOneReplica() {
        List<DataSet> points = PerceptronOnSpark.points(1, ODD_SIZES);
        DataSet all = DataSet.merge(points);
        MultiLayerNetwork single = new MultiLayerNetwork(PerceptronOnSpark.perceptron());
        single.init();
        for (int epoch = 0; epoch < 5; epoch++) {
            single.fit(all);
        }

        // One minibatch of all points, so that only the order in which they are summed differs.
        MultiLayerNetwork spark = on(
                "local[1]",
                context -> PerceptronOnSpark.train(
                        context, context.parallelize(points, 1), 5, POINTS, (result, state) -> Next.CONTINUE));

        double[] expected = single.params().toDoubleVector();
        double[] actual = spark.params().toDoubleVector();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isEqualTo(expected[i], within(1e-5));
        }
        assertThat(spark.getIterationCount()).isEqualTo(single.getIterationCount());
        assertThat(spark.getEpochCount()).isEqualTo(5);
    }
}
