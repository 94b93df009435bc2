package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import lenetspark.data.InputTransform;
import lenetspark.rounds.LocalSpark;
import lenetspark.rounds.ResultSizeException;
import lenetspark.rounds.Rounds;
import lenetspark.rounds.TestCluster;
import lenetspark.training.replica.Digits;
import lenetspark.training.replica.FlatVector;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Trains on executors in separate processes, with speculative tasks and with dynamic allocation. */
class ClusterTrainingIT {

    private static final int[] SIZES = {17, 41, 29, 33};

    private static TestCluster cluster;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = TestCluster.start(2, 2, directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static WeightedAveragingTrainingMaster.Builder master() {
        return WeightedAveragingTrainingMaster.builder()
                .batchSizePerWorker(8)
                .averagingFrequency(1)
                .rngSeed(11)
                .inputTransform(new SlowFirstAttempt(0));
    }

    private static List<DataSet> bytes(int partitions) {
        List<DataSet> bytes = new ArrayList<>();
        for (DataSet dataSet : Digits.ofSizes(1, Arrays.copyOf(SIZES, partitions))) {
            bytes.add(new DataSet(dataSet.getFeatures().add(2).mul(40).castTo(DataType.UINT8), dataSet.getLabels()));
        }
        return bytes;
    }

    private static float[] train(
            JavaSparkContext context, WeightedAveragingTrainingMaster.Builder builder, int partitions) {
        try (WeightedAveragingTrainingMaster master = builder.build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, TestNetworks.dense(), master);
            spark.fit(context.parallelize(bytes(partitions), partitions));
            return FlatVector.read(spark.getNetwork().params());
        }
    }

    /** Scales bytes; the first attempt of partition 1 sleeps before its first example. */
    private static final class SlowFirstAttempt implements InputTransform {
        private static final long serialVersionUID = 1L;
        private static final AtomicBoolean SLEPT = new AtomicBoolean();

        private final long millis;

        SlowFirstAttempt(long millis) {
            this.millis = millis;
        }

        @Override
        public int[] outputShape() {
            return new int[] {Digits.FEATURES};
        }

        @Override
        public void apply(byte[] source, int sourceOffset, float[] target, int targetOffset) {
            TaskContext task = TaskContext.get();
            if (millis > 0
                    && task.partitionId() == 1
                    && task.attemptNumber() == 0
                    && SLEPT.compareAndSet(false, true)) {
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            for (int i = 0; i < Digits.FEATURES; i++) {
                target[targetOffset + i] = (source[sourceOffset + i] & 0xff) / 80f - 1;
            }
        }
    }

    /** Two replicas run in resident tasks; three replicas use partial sums and one job per round. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2"})
    void shouldTrainTheSameBitsWithSpeculativeTasks(int partitions, int depth) {
        float[] expected =
                LocalSpark.with("local[1]", context -> train(context, master().aggregationDepth(depth), partitions));
        AtomicInteger speculative = new AtomicInteger();
        SparkConf conf = cluster.conf()
                .set("spark.executor.cores", "2")
                .set("spark.speculation", "true")
                .set("spark.speculation.interval", "50ms")
                .set("spark.speculation.quantile", "0.5")
                .set("spark.speculation.minTaskRuntime", "200ms")
                // Resident tasks do not end between rounds. With a threshold Spark also speculates when no other task
                // has ended,
                // provided that all tasks fit on one executor.
                .set("spark.speculation.task.duration.threshold", "200ms");

        float[] actual = LocalSpark.with(cluster.url(), conf, context -> {
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart start) {
                    if (start.taskInfo().speculative()) {
                        speculative.incrementAndGet();
                    }
                }
            });
            awaitExecutors(context, 2);
            return train(
                    context, master().aggregationDepth(depth).inputTransform(new SlowFirstAttempt(20_000)), partitions);
        });

        assertThat(speculative).hasPositiveValue();
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void shouldTrainTheSameBitsWithDynamicAllocationOfExecutors() {
        List<Integer> executorsAddedBeforeSecondEpoch = new ArrayList<>();
        float[] expected = LocalSpark.with("local[1]", context -> trainTwice(context, () -> {}));
        AtomicInteger added = new AtomicInteger();
        SparkConf conf = cluster.conf()
                .set("spark.dynamicAllocation.enabled", "true")
                .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
                .set("spark.dynamicAllocation.initialExecutors", "4")
                .set("spark.dynamicAllocation.executorIdleTimeout", "1s")
                .set("spark.dynamicAllocation.cachedExecutorIdleTimeout", "1s");

        float[] actual = LocalSpark.with(cluster.url(), conf, context -> {
            AtomicInteger executors = new AtomicInteger();
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onExecutorAdded(SparkListenerExecutorAdded event) {
                    executors.incrementAndGet();
                    added.incrementAndGet();
                }

                @Override
                public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
                    executors.decrementAndGet();
                }
            });
            awaitExecutors(context, 4);
            return trainTwice(context, () -> {
                await(() -> executors.get() == 0);
                executorsAddedBeforeSecondEpoch.add(added.get());
            });
        });

        assertThat(actual).isEqualTo(expected);
        assertThat(executorsAddedBeforeSecondEpoch).hasSize(1);
        assertThat(added).hasValueGreaterThan(executorsAddedBeforeSecondEpoch.get(0));
    }

    private static float[] trainTwice(JavaSparkContext context, Runnable pause) {
        var data = context.parallelize(bytes(4), 4);
        try (WeightedAveragingTrainingMaster master = master().build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, TestNetworks.dense(), master);
            spark.fit(data);
            pause.run();
            spark.fit(data);
            return FlatVector.read(spark.getNetwork().params());
        }
    }

    @Test
    void shouldRefuseResultsLargerThanMaxResultSize() {
        SparkConf conf = cluster.conf().set("spark.driver.maxResultSize", "3m");
        LocalSpark.with(cluster.url(), conf, context -> {
            awaitExecutors(context, 2);
            try (Rounds<Integer, Integer, byte[]> rounds = new Rounds<>(
                    context,
                    context.parallelize(List.of(0, 1), 2),
                    (partition, element, size) -> new byte[Objects.requireNonNull(size)])) {
                assertThat(rounds.run(1_000_000, partition -> {})).hasSize(2);

                assertThatThrownBy(() -> rounds.run(2_000_000, partition -> {}))
                        .isInstanceOf(ResultSizeException.class)
                        .hasMessage(
                                "Total size of the 2 results of a round (4 MiB) is bigger than spark.driver.maxResultSize"
                                        + " (3 MiB); set spark.driver.maxResultSize to at least 4m");
                assertThat(rounds.run(1_000_000, partition -> {})).hasSize(2);
            }
            return null;
        });
    }

    private static void awaitExecutors(JavaSparkContext context, int count) {
        // The list includes the driver.
        await(() -> context.sc().statusTracker().getExecutorInfos().length > count);
    }

    private static void await(BooleanSupplier condition) {
        Instant until = Instant.now().plus(Duration.ofMinutes(5));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(until);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
