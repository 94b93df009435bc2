package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lenetspark.data.InputTransform;
import lenetspark.rounds.LocalSpark;
import lenetspark.training.replica.Digits;
import lenetspark.training.replica.FlatVector;
import lenetspark.training.round.RoundListener;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcEnv;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Trains while the application cancels jobs or runs a second training. */
class ConcurrentJobsIT {

    private static final String GROUP = "the application's group";
    private static final String DESCRIPTION = "the application's description";
    private static final String INTERRUPT = "spark.job.interruptOnCancel";
    private static final int MAX_RDD_ID = 100;

    private enum Cancellation {
        GROUP_OF_THE_APPLICATION(
                context -> context.cancelJobGroup(GROUP), "Job \\d+ cancelled part of cancelled job group " + GROUP),
        ALL_JOBS(JavaSparkContext::cancelAllJobs, "Job \\d+ cancelled as part of cancellation of all jobs"),
        ONE_JOB(context -> context.sc().cancelJob(newestJob(context)), "Job \\d+ cancelled ?"),
        ONE_STAGE(
                context -> context.sc()
                        .cancelStage(context.statusTracker().getActiveStageIds()[0], "killed via the Web UI"),
                "Job \\d+ cancelled because killed via the Web UI");

        private final Consumer<JavaSparkContext> action;
        private final String message;

        Cancellation(Consumer<JavaSparkContext> action, String message) {
            this.action = action;
            this.message = message;
        }

        private static int newestJob(JavaSparkContext context) {
            int newest = -1;
            for (int job : context.statusTracker().getActiveJobIds()) {
                newest = Math.max(newest, job);
            }
            return newest;
        }
    }

    private static WeightedAveragingTrainingMaster.Builder master() {
        return WeightedAveragingTrainingMaster.builder()
                .batchSizePerWorker(8)
                .averagingFrequency(1)
                .rngSeed(11)
                .inputTransform(new SlowTransform(0));
    }

    private static JavaRDD<DataSet> bytes(JavaSparkContext context, int... sizes) {
        List<DataSet> bytes = new ArrayList<>();
        for (DataSet dataSet : Digits.ofSizes(1, sizes)) {
            bytes.add(new DataSet(dataSet.getFeatures().add(2).mul(40).castTo(DataType.UINT8), dataSet.getLabels()));
        }
        return context.parallelize(bytes, sizes.length);
    }

    private static float[] train(
            JavaSparkContext context, WeightedAveragingTrainingMaster master, JavaRDD<DataSet> data, int epochs) {
        SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, TestNetworks.dense(), master);
        for (int epoch = 0; epoch < epochs; epoch++) {
            spark.fit(data);
        }
        return FlatVector.read(spark.getNetwork().params());
    }

    /** Scales bytes and sleeps for each example. The count of examples is static, because tasks run in the JVM of the test. */
    private static final class SlowTransform implements InputTransform {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger EXAMPLES = new AtomicInteger();

        private final long millis;

        SlowTransform(long millis) {
            this.millis = millis;
        }

        @Override
        public int[] outputShape() {
            return new int[] {Digits.FEATURES};
        }

        @Override
        public void apply(byte[] source, int sourceOffset, float[] target, int targetOffset) {
            EXAMPLES.incrementAndGet();
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            for (int i = 0; i < Digits.FEATURES; i++) {
                target[targetOffset + i] = (source[sourceOffset + i] & 0xff) / 80f - 1;
            }
        }
    }

    /** Runs a training without end and checks that the cancellation ends it and that nothing of it is left. */
    private static void assertEndsBy(
            JavaSparkContext context,
            Cancellation cancellation,
            WeightedAveragingTrainingMaster.Builder builder,
            JavaRDD<DataSet> data,
            JavaRDD<DataSet> smallData) {
        float[] expected;
        try (WeightedAveragingTrainingMaster master = master().build()) {
            expected = train(context, master, smallData, 1);
        }
        context.setJobGroup(GROUP, DESCRIPTION, true);
        context.setLocalProperty(INTERRUPT, "false");
        try (WeightedAveragingTrainingMaster master = builder.build()) {
            Throwable end = catchThrowable(() -> train(context, master, data, Integer.MAX_VALUE));

            assertThat(end).isInstanceOf(SparkException.class);
            assertThat(end.getMessage()).matches("(?s)" + cancellation.message);
            await(() -> runningTasks(context) == 0);
            await(() -> context.statusTracker().getActiveJobIds().length == 0);
            assertThat(context.getLocalProperty("spark.jobGroup.id")).isEqualTo(GROUP);
            assertThat(context.getLocalProperty("spark.job.description")).isEqualTo(DESCRIPTION);
            assertThat(context.getLocalProperty(INTERRUPT)).isEqualTo("false");
        }
        assertThat(context.getPersistentRDDs()).isEmpty();
        assertNoEndpoint();
        try (WeightedAveragingTrainingMaster master = master().build()) {
            assertThat(train(context, master, smallData, 1)).isEqualTo(expected);
        }
    }

    private static int runningTasks(JavaSparkContext context) {
        int running = 0;
        for (SparkExecutorInfo executor : context.sc().statusTracker().getExecutorInfos()) {
            running += executor.numRunningTasks();
        }
        return running;
    }

    private static void assertNoEndpoint() {
        RpcEnv env = SparkEnv.get().rpcEnv();
        for (int rdd = 0; rdd < MAX_RDD_ID; rdd++) {
            String name = "rounds-" + rdd;
            assertThatThrownBy(() -> env.setupEndpointRef(env.address(), name))
                    .hasStackTraceContaining("Cannot find endpoint: spark://" + name + "@");
        }
    }

    /** Rounds take a few milliseconds, so that cancellation hits resident tasks between rounds as often as in a round. */
    @ParameterizedTest
    @EnumSource(Cancellation.class)
    void shouldEndShortRoundsWhenTheirJobIsCancelled(Cancellation cancellation) {
        LocalSpark.with("local[2]", context -> {
            AtomicInteger rounds = new AtomicInteger();
            assertEndsBy(
                    context,
                    cancellation,
                    master().roundListener((result, state) -> {
                        if (rounds.incrementAndGet() == 20) {
                            await(() -> context.statusTracker().getActiveJobIds().length > 0);
                            cancellation.action.accept(context);
                        }
                        assertThat(rounds).as("rounds").hasValueLessThan(5_000);
                        return RoundListener.Next.CONTINUE;
                    }),
                    bytes(context, 3_000, 3_000),
                    bytes(context, 20, 20));
            return null;
        });
    }

    /** A round takes minutes, so that tasks must check themselves whether they have been killed. */
    @ParameterizedTest
    @CsvSource({"ALL_JOBS, 1", "GROUP_OF_THE_APPLICATION, 2", "ONE_STAGE, 2"})
    void shouldEndARoundWhenItsJobIsCancelled(Cancellation cancellation, int depth) {
        SlowTransform.EXAMPLES.set(0);
        LocalSpark.with("local[2]", context -> {
            JavaRDD<DataSet> data = bytes(context, 4_000, 4_000);
            JavaRDD<DataSet> smallData = bytes(context, 20, 20);
            Thread canceller = new Thread(() -> {
                // More than the examples of the training on smallData.
                await(() -> SlowTransform.EXAMPLES.get() > 60);
                cancellation.action.accept(context);
            });
            canceller.start();

            assertEndsBy(
                    context,
                    cancellation,
                    master().averagingFrequency(500).aggregationDepth(depth).inputTransform(new SlowTransform(20)),
                    data,
                    smallData);

            assertThat(SlowTransform.EXAMPLES).hasValueLessThan(8_000);
            return null;
        });
    }

    @Test
    void shouldTrainWithTheSameMasterAfterACancellation() {
        LocalSpark.with("local[2]", context -> {
            JavaRDD<DataSet> data = bytes(context, 50, 60);
            AtomicInteger rounds = new AtomicInteger();
            float[] expected;
            try (WeightedAveragingTrainingMaster master = master().build()) {
                expected = train(context, master, data, 1);
            }
            try (WeightedAveragingTrainingMaster master = master().roundListener((result, state) -> {
                        if (rounds.incrementAndGet() == 3) {
                            context.cancelAllJobs();
                            await(() -> context.statusTracker().getActiveJobIds().length == 0);
                        }
                        return RoundListener.Next.CONTINUE;
                    })
                    .build()) {
                assertThatThrownBy(() -> train(context, master, data, 1))
                        .isInstanceOf(SparkException.class)
                        .hasMessageContaining("cancellation of all jobs");

                assertThat(train(context, master, data, 1)).isEqualTo(expected);
            }
            return null;
        });
    }

    @Test
    void shouldUseAJobGroupPerEpochAndRestoreTheApplicationsJobGroup() {
        LocalSpark.with("local[2]", context -> {
            List<String> groups = new ArrayList<>();
            JavaRDD<DataSet> data = bytes(context, 20, 20);
            for (int training = 0; training < 2; training++) {
                try (WeightedAveragingTrainingMaster master = master().roundListener((result, state) -> {
                            groups.add(context.getLocalProperty("spark.jobGroup.id"));
                            return RoundListener.Next.STOP;
                        })
                        .build()) {
                    train(context, master, data, 2);
                }
            }
            assertThat(context.getLocalProperty("spark.jobGroup.id")).isNull();
            assertThat(context.getLocalProperty("spark.job.description")).isNull();
            assertThat(groups).hasSize(4).doesNotHaveDuplicates();
            assertThat(groups).allMatch(group -> group.matches("training [0-9a-f]{8}, epoch [12]"));
            assertThat(context.statusTracker().getJobIdsForGroup(groups.get(0))).hasSizeGreaterThan(1);
            return null;
        });
    }

    /**
     * Both trainings share two slots. Each waits after its first round until the other has finished one too, so neither may keep
     * the slots until it ends.
     */
    @ParameterizedTest
    @CsvSource({"FIFO, 2, 2", "FAIR, 2, 2", "FIFO, 3, 2", "FAIR, 3, 4"})
    void shouldTrainTheSameBitsConcurrentlyAsOneAfterTheOther(String mode, int partitionsOfOne, int partitionsOfOther) {
        SparkConf conf = new SparkConf(false).set("spark.scheduler.mode", mode);
        int[] sizes = {33, 50, 41, 28};
        LocalSpark.with("local[2]", conf, context -> {
            JavaRDD<DataSet> one = bytes(context, Arrays.copyOf(sizes, partitionsOfOne));
            JavaRDD<DataSet> other = bytes(context, Arrays.copyOfRange(sizes, 4 - partitionsOfOther, 4));
            float[] expectedOne = trainAlone(context, one);
            float[] expectedOther = trainAlone(context, other);
            CountDownLatch firstRounds = new CountDownLatch(2);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<float[]> actualOne = threads.submit(() -> trainInPool(context, one, "one", firstRounds));
                Future<float[]> actualOther = threads.submit(() -> trainInPool(context, other, "other", firstRounds));

                assertThat(actualOne.get(5, TimeUnit.MINUTES)).isEqualTo(expectedOne);
                assertThat(actualOther.get(5, TimeUnit.MINUTES)).isEqualTo(expectedOther);
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                threads.shutdownNow();
            }
            return null;
        });
    }

    private static float[] trainAlone(JavaSparkContext context, JavaRDD<DataSet> data) {
        try (WeightedAveragingTrainingMaster master = master().build()) {
            return train(context, master, data, 3);
        }
    }

    private static float[] trainInPool(
            JavaSparkContext context, JavaRDD<DataSet> data, String pool, CountDownLatch firstRounds) {
        context.setLocalProperty("spark.scheduler.pool", pool);
        AtomicInteger rounds = new AtomicInteger();
        try (WeightedAveragingTrainingMaster master = master().roundListener((result, state) -> {
                    if (rounds.getAndIncrement() == 0) {
                        firstRounds.countDown();
                        await(() -> firstRounds.getCount() == 0);
                    }
                    return RoundListener.Next.CONTINUE;
                })
                .build()) {
            return train(context, master, data, 3);
        }
    }

    private static void await(BooleanSupplier condition) {
        Instant until = Instant.now().plus(Duration.ofMinutes(5));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(until);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
