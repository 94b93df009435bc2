package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import lenetspark.data.InputTransform;
import lenetspark.rounds.LocalSpark;
import lenetspark.rounds.ResultSizeException;
import lenetspark.training.replica.Digits;
import lenetspark.training.replica.FlatVector;
import lenetspark.training.replica.LearningRateSchedule;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.Aggregation;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundPlan;
import lenetspark.training.round.RoundStatistics;
import lenetspark.training.round.TrainingDivergedException;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.DiskBlockManager;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import scala.Tuple2;

class WeightedAveragingTrainingMasterIT {

    private static final int[] ODD_SIZES = {17, 5, 64, 1, 33, 8, 23, 2, 41, 7, 3, 3, 19};
    private static final int BATCH = 8;

    private static MultiLayerConfiguration network(IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(Digits.FEATURES).nOut(9).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(9)
                        .nOut(Digits.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    private static WeightedAveragingTrainingMaster.Builder master() {
        return WeightedAveragingTrainingMaster.builder()
                .batchSizePerWorker(BATCH)
                .averagingFrequency(2)
                .rngSeed(11);
    }

    /** Distributes whole DataSets over partitions, which get different sizes; some may be empty. */
    private static JavaRDD<DataSet> distributed(JavaSparkContext context, List<DataSet> dataSets, int partitions) {
        List<Tuple2<Integer, DataSet>> keyed = new ArrayList<>();
        for (int i = 0; i < dataSets.size(); i++) {
            keyed.add(new Tuple2<>(i, dataSets.get(i)));
        }
        return context.parallelizePairs(keyed)
                .partitionBy(new HashPartitioner(partitions))
                .values();
    }

    private static float[] train(
            JavaSparkContext context, JavaRDD<DataSet> data, WeightedAveragingTrainingMaster master, int epochs) {
        try (master) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network(new Adam(0.01)), master);
            for (int epoch = 0; epoch < epochs; epoch++) {
                spark.fit(data);
            }
            return FlatVector.read(spark.getNetwork().params());
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7", "16"})
    void shouldTrainEveryExampleExactlyOnceInEveryEpoch(int partitions) {
        List<RoundStatistics> rounds = new ArrayList<>();
        LocalSpark.with(
                "local[2]",
                context -> train(
                        context,
                        distributed(context, Digits.ofSizes(1, ODD_SIZES), partitions),
                        master().roundListener((result, state) -> {
                                    rounds.add(result.statistics());
                                    return RoundListener.Next.CONTINUE;
                                })
                                .build(),
                        3));

        long supplied = Arrays.stream(ODD_SIZES).sum();
        for (int epoch = 1; epoch <= 3; epoch++) {
            int current = epoch;
            assertThat(rounds.stream()
                            .filter(round -> round.epoch() == current)
                            .mapToLong(RoundStatistics::examples)
                            .sum())
                    .isEqualTo(supplied);
        }
    }

    private static List<Double> learningRates(WeightedAveragingTrainingMaster.Builder master) {
        List<Double> rates = new ArrayList<>();
        LocalSpark.with(
                "local[1]",
                context -> train(
                        context,
                        distributed(context, Digits.ofSizes(1, 4 * BATCH), 1),
                        master.roundListener((result, state) -> {
                                    rates.add(result.statistics().learningRate());
                                    return RoundListener.Next.CONTINUE;
                                })
                                .build(),
                        1));
        return rates;
    }

    @Test
    void shouldReportTheLearningRateOfTheLastUpdateOfEveryRound() {
        assertThat(learningRates(master())).containsExactly(0.01, 0.01);
        assertThat(learningRates(master().learningRate(LearningRateSchedule.step(0.1, 0, 3, 0.5))))
                .containsExactly(0.1, 0.05);
    }

    @Test
    void shouldTrainTheSameBitsOnAnyNumberOfCores() {
        float[] expected = trainFourReplicas("local[1]", new SparkConf());

        assertThat(trainFourReplicas("local[2]", new SparkConf())).isEqualTo(expected);
        assertThat(trainFourReplicas("local[4]", new SparkConf())).isEqualTo(expected);
    }

    @Test
    void shouldTrainTheSameBitsWithKryo() {
        SparkConf kryo = new SparkConf()
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");

        assertThat(trainFourReplicas("local[2]", kryo)).isEqualTo(trainFourReplicas("local[2]", new SparkConf()));
    }

    private static float[] trainFourReplicas(String cores, SparkConf conf) {
        return LocalSpark.with(
                cores,
                conf,
                context -> train(context, distributed(context, Digits.ofSizes(1, ODD_SIZES), 4), master().build(), 2));
    }

    @Test
    void shouldTrainTheSameBitsWhenATaskFailsInARoundAndIsRetried() {
        List<DataSet> bytes = new ArrayList<>();
        for (DataSet dataSet : Digits.ofSizes(1, ODD_SIZES)) {
            bytes.add(new DataSet(dataSet.getFeatures().add(2).mul(40).castTo(DataType.UINT8), dataSet.getLabels()));
        }
        float[] expected = LocalSpark.with(
                "local[2]",
                context -> train(
                        context,
                        distributed(context, bytes, 3),
                        master().inputTransform(new FailingOnceTransform(Integer.MAX_VALUE))
                                .build(),
                        2));
        FailingOnceTransform.failures.set(0);

        float[] actual = LocalSpark.with(
                "local[2,3]",
                context -> train(
                        context,
                        distributed(context, bytes, 3),
                        master().inputTransform(new FailingOnceTransform(30)).build(),
                        2));

        assertThat(FailingOnceTransform.failures).hasPositiveValue();
        assertThat(actual).isEqualTo(expected);
    }

    /** Scales bytes and fails once, in the first attempt of a task, when it has seen a given number of examples. */
    private static final class FailingOnceTransform implements InputTransform {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger failures = new AtomicInteger();

        private final int failAt;
        private int seen;

        FailingOnceTransform(int failAt) {
            this.failAt = failAt;
        }

        @Override
        public int[] outputShape() {
            return new int[] {Digits.FEATURES};
        }

        @Override
        public synchronized void apply(byte[] source, int sourceOffset, float[] target, int targetOffset) {
            if (++seen >= failAt && failures.get() < 1 && TaskContext.get().attemptNumber() == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("simulated failure");
            }
            for (int i = 0; i < Digits.FEATURES; i++) {
                target[targetOffset + i] = (source[sourceOffset + i] & 0xff) / 80f - 1;
            }
        }
    }

    @Test
    void shouldEqualPlainTrainingWithOneReplicaThatAveragesEveryMinibatch() {
        List<DataSet> data = Digits.ofSizes(5, 83);
        float[] actual = LocalSpark.with(
                "local[1]",
                context -> train(
                        context,
                        context.parallelize(data, 1),
                        master().averagingFrequency(1).build(),
                        2));

        MultiLayerNetwork plain = new MultiLayerNetwork(network(new Adam(0.01)));
        plain.init();
        RoundPlan plan = new RoundPlan(11, BATCH, 1, 0);
        for (int epoch = 0; epoch < 2; epoch++) {
            fitInOrder(plain, data.get(0), plan.order(epoch, 0, 83));
        }

        assertThat(actual).containsExactly(FlatVector.read(plain.params()), within(1e-6f));
    }

    private static void fitInOrder(MultiLayerNetwork network, DataSet data, int[] order) {
        for (int from = 0; from < order.length; from += BATCH) {
            int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
            network.fit(new DataSet(
                    data.getFeatures().getRows(rows), data.getLabels().getRows(rows)));
        }
    }

    @Test
    void shouldAverageParametersAndUpdaterStateWeightedByExamples() {
        int[] sizes = {40, 9, 23};
        List<DataSet> data = Digits.ofSizes(6, sizes);
        List<ModelState> states = new ArrayList<>();
        int wholeEpoch = 100;
        LocalSpark.with(
                "local[2]",
                context -> train(
                        context,
                        context.parallelize(data, 3),
                        master().averagingFrequency(wholeEpoch)
                                .roundListener((result, state) -> {
                                    states.add(state);
                                    return RoundListener.Next.CONTINUE;
                                })
                                .build(),
                        1));

        MultiLayerNetwork[] replicas = IntStream.range(0, 3)
                .mapToObj(partition -> {
                    MultiLayerNetwork replica = new MultiLayerNetwork(network(new Adam(0.01)));
                    replica.init();
                    RoundPlan plan = new RoundPlan(11, BATCH, wholeEpoch, 0);
                    fitInOrder(replica, data.get(partition), plan.order(0, partition, sizes[partition]));
                    return replica;
                })
                .toArray(MultiLayerNetwork[]::new);
        assertThat(states).hasSize(1);
        assertThat(states.get(0).parameters())
                .containsExactly(
                        mean(
                                sizes,
                                Arrays.stream(replicas)
                                        .map(MultiLayerNetwork::params)
                                        .toList()),
                        within(1e-6f));
        assertThat(states.get(0).updaterState())
                .containsExactly(
                        mean(
                                sizes,
                                Arrays.stream(replicas)
                                        .map(replica -> replica.getUpdater().getStateViewArray())
                                        .toList()),
                        within(1e-6f));
        assertThat(states.get(0).iteration()).isEqualTo(5);
    }

    private static float[] mean(int[] weights, List<INDArray> vectors) {
        float[] mean = new float[(int) vectors.get(0).length()];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (int replica = 0; replica < weights.length; replica++) {
                sum += weights[replica] * vectors.get(replica).getDouble(i);
            }
            mean[i] = (float) (sum / Arrays.stream(weights).sum());
        }
        return mean;
    }

    @Test
    void shouldTrainTheSameBitsWithATreeOnAnyNumberOfCoresWithAnySerializer() {
        SparkConf kryo = new SparkConf()
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
        float[] expected = trainWithTree("local[1]", new SparkConf(), 7);

        assertThat(trainWithTree("local[4]", new SparkConf(), 7)).isEqualTo(expected);
        assertThat(trainWithTree("local[2]", kryo, 7)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "5", "13"})
    void shouldAverageTheSameWithATreeExceptForRounding(int partitions) {
        float[] alone = LocalSpark.with(
                "local[2]",
                context -> train(
                        context,
                        distributed(context, Digits.ofSizes(1, ODD_SIZES), partitions),
                        master().aggregationDepth(1).build(),
                        1));

        assertThat(trainWithTree("local[2]", new SparkConf(), partitions, 1)).containsExactly(alone, within(1e-6f));
    }

    private static float[] trainWithTree(String cores, SparkConf conf, int partitions) {
        return trainWithTree(cores, conf, partitions, 2);
    }

    private static float[] trainWithTree(String cores, SparkConf conf, int partitions, int epochs) {
        return LocalSpark.with(
                cores,
                conf,
                context -> train(
                        context,
                        distributed(context, Digits.ofSizes(1, ODD_SIZES), partitions),
                        master().aggregationDepth(2).build(),
                        epochs));
    }

    @Test
    void shouldAddTheSumsOfNeighboursInTheOrderOfTheGroups() {
        // 5 replicas form 3 groups: 0 and 1, 2 and 3, 4.
        int[] sizes = {3, 8, 1, 6, 7};
        List<DataSet> data = Digits.ofSizes(6, sizes);
        List<ModelState> trained = new ArrayList<>();
        RoundListener recordState = (result, state) -> {
            trained.add(state);
            return RoundListener.Next.CONTINUE;
        };
        LocalSpark.with("local[2]", context -> {
            for (int replica = 0; replica < sizes.length; replica++) {
                // The mean of one replica with examples and four without is that one replica.
                JavaRDD<DataSet> alone = context.parallelizePairs(List.of(new Tuple2<>(replica, data.get(replica))))
                        .partitionBy(new HashPartitioner(sizes.length))
                        .values();
                train(context, alone, master().roundListener(recordState).build(), 1);
            }
            return train(
                    context,
                    context.parallelize(data, sizes.length),
                    master().aggregationDepth(2).roundListener(recordState).build(),
                    1);
        });

        float[] mean = new float[trained.get(0).parameters().length];
        for (int i = 0; i < mean.length; i++) {
            double[] terms = new double[sizes.length];
            for (int replica = 0; replica < sizes.length; replica++) {
                terms[replica] = (double) sizes[replica] * trained.get(replica).parameters()[i];
            }
            mean[i] = (float) ((terms[0] + terms[1] + (terms[2] + terms[3]) + terms[4]) / 25);
        }
        assertThat(trained.get(sizes.length).parameters()).isEqualTo(mean);
    }

    @Test
    void shouldUseATreeByDefaultForManyReplicas() {
        List<Integer> stages = new ArrayList<>();
        for (int partitions : new int[] {Aggregation.DRIVER_ALONE, Aggregation.DRIVER_ALONE + 1}) {
            LocalSpark.with("local[2]", context -> {
                context.setJobGroup("all", "");
                train(
                        context,
                        context.parallelize(Digits.ofSizes(1, ODD_SIZES), partitions),
                        master().averagingFrequency(100).build(),
                        1);
                int[] jobs = context.statusTracker().getJobIdsForGroup("all");
                int last = Arrays.stream(jobs).max().orElseThrow();
                stages.add(context.statusTracker().getJobInfo(last).stageIds().length);
                return null;
            });
        }

        assertThat(stages).containsExactly(1, 2);
    }

    @Test
    void shouldRemoveUpdatesFromTheDisksOfTheExecutors() {
        LocalSpark.with("local[2]", context -> {
            JavaRDD<DataSet> data = context.parallelize(Digits.ofSizes(1, ODD_SIZES), 9);
            train(context, data, master().aggregationDepth(2).build(), 2);
            // Spark removes shuffle files in the background.
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                DiskBlockManager disk = SparkEnv.get().blockManager().diskBlockManager();
                while (disk.getAllBlocks().exists(BlockId::isShuffle)) {
                    Thread.sleep(10);
                }
            });
            return null;
        });
    }

    @Test
    void shouldContinueAnEpochFromAnyOfItsRounds() {
        List<ModelState> states = new ArrayList<>();
        float[] expected = LocalSpark.with(
                "local[2]",
                context -> train(
                        context,
                        distributed(context, Digits.ofSizes(1, ODD_SIZES), 3),
                        master().roundListener((result, state) -> {
                                    states.add(state);
                                    return RoundListener.Next.CONTINUE;
                                })
                                .build(),
                        1));

        float[] continued = LocalSpark.with("local[2]", context -> {
            WeightedAveragingTrainingMaster master = master().firstRound(2).build();
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network(new Adam(0.01)), master);
            states.get(1).copyTo(spark.getNetwork());
            spark.fit(distributed(context, Digits.ofSizes(1, ODD_SIZES), 3));
            return FlatVector.read(spark.getNetwork().params());
        });

        assertThat(continued).isEqualTo(expected);
    }

    @Test
    void shouldRemoveAllCachedDataWhenClosed() {
        Collection<JavaRDD<?>> persisted = LocalSpark.with("local[2]", context -> {
            train(context, distributed(context, Digits.ofSizes(1, ODD_SIZES), 3), master().build(), 1);
            return context.getPersistentRDDs().values();
        });

        assertThat(persisted).isEmpty();
    }

    @Test
    void shouldKeepTheLastGoodStateWhenTrainingDiverges() {
        List<float[]> good = new ArrayList<>();
        LocalSpark.with("local[2]", context -> {
            RoundListener recordState = (result, state) -> {
                good.add(state.parameters());
                return RoundListener.Next.CONTINUE;
            };
            try (WeightedAveragingTrainingMaster master =
                    master().averagingFrequency(1).roundListener(recordState).build()) {
                SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network(new Sgd(1e38)), master);
                JavaRDD<DataSet> data = context.parallelize(Digits.ofSizes(1, 64), 1);
                good.add(FlatVector.read(spark.getNetwork().params()));

                assertThatThrownBy(() -> spark.fit(data))
                        .isInstanceOf(TrainingDivergedException.class)
                        .hasMessageContaining("Training diverged in epoch 1, round")
                        .hasMessageContaining("try a smaller learning rate");
                assertThat(FlatVector.read(spark.getNetwork().params())).isEqualTo(good.get(good.size() - 1));
            }
            return null;
        });
    }

    @Test
    void shouldRefuseAnEmptyDataSet() {
        LocalSpark.with("local[1]", context -> {
            JavaRDD<DataSet> empty = context.parallelize(List.of(), 2);
            assertThatThrownBy(() -> train(context, empty, master().build(), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Training data must hold at least 1 example, got: 0");
            return null;
        });
    }

    @Test
    void shouldRefuseARoundWithResultsLargerThanMaxResultSize() {
        SparkConf conf = new SparkConf().set("spark.driver.maxResultSize", "1m");
        LocalSpark.with("local[1]", conf, context -> {
            JavaRDD<DataSet> data = context.parallelize(Digits.ofSizes(1, 5, 6), 2);
            try (WeightedAveragingTrainingMaster master = master().build()) {
                SparkDl4jMultiLayer spark =
                        new SparkDl4jMultiLayer(context, TestNetworks.leNet(new Adam(0.01)), master);
                assertThatThrownBy(() -> spark.fit(data))
                        .isInstanceOf(ResultSizeException.class)
                        .hasMessage("Total size of the 2 results of a round (2 MiB) is bigger than"
                                + " spark.driver.maxResultSize (1 MiB); set spark.driver.maxResultSize to at least 2m");
                assertThat(context.getPersistentRDDs()).isEmpty();
            }
            return null;
        });
    }
}
