package lenetspark.training;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import lenetspark.data.InputTransform;
import lenetspark.data.augment.Augmentation;
import lenetspark.spark.JobScope;
import lenetspark.training.replica.Engine;
import lenetspark.training.replica.InputPipeline;
import lenetspark.training.replica.LearningRateSchedule;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.ReplicaFactory;
import lenetspark.training.replica.ReplicaPool;
import lenetspark.training.replica.ShardedData;
import lenetspark.training.round.Aggregation;
import lenetspark.training.round.AveragingRule;
import lenetspark.training.round.Round;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundPlan;
import lenetspark.training.round.RoundTask;
import lenetspark.training.round.TrainingDivergedException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Synchronous parameter averaging that trains every example exactly once an epoch, weights every replica by what it
 * trained, carries the updater state along and gives the same bits for the same seed and number of partitions, on any
 * number of executors and after any of their failures. It takes the place of DL4J's
 * {@code ParameterAveragingTrainingMaster} in {@link SparkDl4jMultiLayer}.
 *
 * <p>One {@code fit} is one epoch. The RDD has one partition per replica; it is read once, and its compact copy stays
 * cached for later epochs over the same RDD until another one is fitted or the master is closed. In a round every replica
 * gets the state and trains its next {@code averagingFrequency} minibatches, and the driver averages. The tasks of a Spark job stay for the epoch's
 * following rounds where they can: see {@link lenetspark.rounds.Rounds}. The updates of many replicas are added up on executors on their way to the driver,
 * and a round is a job.
 */
public final class WeightedAveragingTrainingMaster extends UnsupportedTrainingModes implements AutoCloseable {

    /** Two trainings of one application shall not share a job group. */
    private final String name = "training " + UUID.randomUUID().toString().substring(0, 8);

    private final Engine engine;
    private final RoundPlan plan;
    private final AveragingRule rule;
    private final InputPipeline pipeline;
    private final @Nullable LearningRateSchedule schedule;
    private final RoundListener roundListener;
    private final OptionalInt aggregationDepth;
    private final StorageLevel storageLevel;
    private Collection<TrainingListener> listeners = List.of();
    private int firstRound;
    private @Nullable Preparation preparation;

    private WeightedAveragingTrainingMaster(Builder builder) {
        this.engine = builder.engine;
        this.plan = new RoundPlan(
                builder.seed, builder.batchSize, builder.averagingFrequency, builder.averagingWarmupRounds);
        this.rule = builder.rule;
        this.pipeline = new InputPipeline(builder.transform, builder.augmentation, builder.labelSmoothing);
        this.schedule = builder.schedule;
        this.roundListener = builder.roundListener;
        this.aggregationDepth = builder.aggregationDepth;
        this.firstRound = builder.firstRound;
        this.storageLevel = builder.storageLevel;
    }

    /** A builder with the defaults: engine DL4J, batch size 64, averaging every 10 minibatches, seed 42. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How many times the size of parameters and updater state a round of so many replicas brings to the driver.
     *
     * @param depth as {@link Builder#aggregationDepth}, if it is said
     */
    public static int statesAtDriver(int replicas, OptionalInt depth) {
        return Aggregation.statesAtDriver(replicas, depth);
    }

    /**
     * Returns the aggregation depth in effect: 1 for the driver alone, 2 with groups in between.
     *
     * @param depth as {@link Builder#aggregationDepth}, if it is said
     */
    public static int aggregationDepth(int replicas, OptionalInt depth) {
        return Aggregation.depth(replicas, depth);
    }

    /** What stays on the executors between epochs over one RDD. */
    private record Preparation(int rddId, ShardedData data, Broadcast<ReplicaPool> replicas, Aggregation aggregation) {
        void release() {
            aggregation.close();
            data.close();
            replicas.destroy();
        }
    }

    /**
     * Trains one epoch.
     *
     * @throws org.apache.spark.SparkException if a job failed or was cancelled, as Spark's own actions throw it; the network
     *     keeps the state of the last round
     * @throws TrainingDivergedException if the loss or a parameter is no longer finite; the network keeps the last good
     *     state
     * @throws IllegalStateException if other than every example was trained exactly once
     */
    @Override
    public void executeTraining(SparkDl4jMultiLayer spark, JavaRDD<DataSet> trainingData) {
        JavaSparkContext context = spark.getSparkContext();
        try (JobScope jobs = epochScope(spark)) {
            trainEpoch(context, spark, trainingData, jobs);
        } finally {
            if (preparation != null) {
                preparation.aggregation().leave();
            }
        }
    }

    /**
     * Readies the executors for another epoch over the same RDD, so that its first round need not wait for a Spark job to
     * start. No other job should come before it: for up to a second it would find no slot free. Does nothing before the first epoch.
     */
    public void prepareEpoch(SparkDl4jMultiLayer spark) {
        Preparation prepared = preparation;
        if (prepared != null) {
            try (JobScope jobs = epochScope(spark)) {
                jobs.describe(description(spark, prepared.data(), 0));
                prepared.aggregation().prepare();
            }
        }
    }

    /** The scope of the jobs of the network's next epoch, which are one group in Spark's UI. */
    private JobScope epochScope(SparkDl4jMultiLayer spark) {
        return JobScope.open(spark.getSparkContext())
                .groupUnlessGiven(
                        "%s, epoch %d".formatted(name, spark.getNetwork().getEpochCount() + 1));
    }

    private static String description(SparkDl4jMultiLayer spark, ShardedData data, int round) {
        return "epoch %d from round %d: train %d replicas"
                .formatted(spark.getNetwork().getEpochCount() + 1, round + 1, data.sizes().length);
    }

    private void trainEpoch(
            JavaSparkContext context, SparkDl4jMultiLayer spark, JavaRDD<DataSet> trainingData, JobScope jobs) {
        MultiLayerNetwork network = spark.getNetwork();
        Preparation prepared = prepare(context, network, trainingData);
        int[] sizes = prepared.data().sizes();
        Round.Setting setting = new Round.Setting(context, prepared.aggregation(), sizes, plan, rule, roundListener);
        int rounds = plan.rounds(network.getEpochCount(), sizes);
        int start = firstRound;
        firstRound = 0;
        ModelState state = ModelState.of(network);
        listeners.forEach(listener -> listener.onEpochStart(network));
        long trained = 0;
        double lossSum = 0;
        RoundListener.Next next = RoundListener.Next.CONTINUE;
        for (int round = start; round < rounds && next == RoundListener.Next.CONTINUE; round++) {
            jobs.describe(description(spark, prepared.data(), round));
            roundListener.roundBegins(state.epoch(), round, rounds, sizes.length);
            Round done = Round.run(setting, state, round, rounds);
            state = done.state();
            state.copyTo(network);
            trained += done.result().examples();
            lossSum += done.result().loss() * done.result().examples();
            for (TrainingListener listener : listeners) {
                listener.iterationDone(network, state.iteration(), state.epoch());
            }
            next = roundListener.roundDone(done.result(), state);
        }
        if (next == RoundListener.Next.CONTINUE) {
            requireEveryExample(sizes, plan.firstStep(state.epoch(), start, sizes), trained);
        }
        spark.setScore(trained == 0 ? Double.NaN : lossSum / trained);
        listeners.forEach(listener -> listener.onEpochEnd(network));
    }

    private void requireEveryExample(int[] sizes, int firstStep, long trained) {
        long expected = 0;
        for (int size : sizes) {
            expected += size - plan.start(firstStep, size);
        }
        if (trained != expected) {
            throw new IllegalStateException(
                    "Examples trained in an epoch must be %d, got: %d".formatted(expected, trained));
        }
    }

    private Preparation prepare(JavaSparkContext context, MultiLayerNetwork network, JavaRDD<DataSet> trainingData) {
        if (preparation != null && preparation.rddId() == trainingData.id()) {
            return preparation;
        }
        close();
        ShardedData data = ShardedData.cache(trainingData, storageLevel);
        try {
            preparation = prepare(context, network, trainingData.id(), data);
            return preparation;
        } catch (Throwable e) {
            data.close();
            throw e;
        }
    }

    private Preparation prepare(JavaSparkContext context, MultiLayerNetwork network, int rddId, ShardedData data) {
        if (data.examples() == 0) {
            throw new IllegalArgumentException("Training data must hold at least 1 example, got: 0");
        }
        ReplicaPool pool = new ReplicaPool(
                new ReplicaFactory(engine, network.getLayerWiseConfigurations(), schedule), plan.batchSize(), pipeline);
        Broadcast<ReplicaPool> replicas = context.broadcast(pool);
        LongAccumulator trained = context.sc().longAccumulator("examples trained");
        ModelState state = ModelState.of(network);
        Aggregation aggregation =
                Aggregation.of(context, data, new RoundTask(replicas, trained, plan), aggregationDepth, state.bytes());
        return new Preparation(rddId, data, replicas, aggregation);
    }

    /** Frees what is cached on the executors. */
    @Override
    public void close() {
        if (preparation != null) {
            preparation.release();
            preparation = null;
        }
    }

    @Override
    public boolean deleteTempFiles(JavaSparkContext context) {
        return deleteTempFiles(context.sc());
    }

    /** There are none; frees what is cached on the executors. */
    @Override
    public boolean deleteTempFiles(SparkContext context) {
        close();
        return true;
    }

    /** {@inheritDoc} They are called on the driver: {@code iterationDone} once a round, after the averaging. */
    @Override
    public void setListeners(Collection<TrainingListener> listeners) {
        this.listeners = listeners == null ? List.of() : List.copyOf(listeners);
    }

    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
        if (router != null) {
            throw new UnsupportedOperationException(
                    "A StatsStorageRouter is not supported: listeners run on the driver and need none");
        }
        setListeners(listeners);
    }

    /**
     * Builds a {@link WeightedAveragingTrainingMaster}. What means the same as in the builder of DL4J's {@code
     * ParameterAveragingTrainingMaster} is called the same.
     */
    public static final class Builder {
        private Engine engine = Engine.DL4J;
        private int batchSize = 64;
        private int averagingFrequency = 10;
        private int averagingWarmupRounds;
        private AveragingRule rule = AveragingRule.MEAN;
        private @Nullable Augmentation augmentation;
        private double labelSmoothing;
        private OptionalInt aggregationDepth = OptionalInt.empty();
        private long seed = 42;
        private int firstRound;
        private @Nullable InputTransform transform;
        private @Nullable LearningRateSchedule schedule;
        private StorageLevel storageLevel = StorageLevel.MEMORY_AND_DISK();
        private RoundListener roundListener = (result, state) -> RoundListener.Next.CONTINUE;

        private Builder() {}

        /** What computes inside the replicas. */
        public Builder engine(Engine value) {
            engine = value;
            return this;
        }

        /** Examples in a minibatch of one replica, whatever the sizes of the RDD's {@code DataSet}s. */
        public Builder batchSizePerWorker(int value) {
            batchSize = atLeast(1, "Batch size", value);
            return this;
        }

        /** Minibatches that each replica trains between two averagings. */
        public Builder averagingFrequency(int value) {
            averagingFrequency = atLeast(1, "Averaging frequency", value);
            return this;
        }

        /**
         * Rounds at the beginning of the run in which the replicas are averaged after every minibatch; then every
         * {@link #averagingFrequency} ("post-local SGD": Lin, Stich, Patel and Jaggi, "Don't use large mini-batches, use
         * local SGD", 2020).
         */
        public Builder averagingWarmupRounds(int value) {
            averagingWarmupRounds = atLeast(0, "Averaging warm-up rounds", value);
            return this;
        }

        /**
         * How the replicas' sums reach the driver: 1, each on its own; 2, added up in groups on the executors first, which
         * spares the driver when there are many. Without it, 1 up to 64 replicas and 2 beyond. The two round differently.
         */
        public Builder aggregationDepth(int value) {
            if (value < 1 || value > 2) {
                throw new IllegalArgumentException("Aggregation depth must be 1 or 2, got: " + value);
            }
            aggregationDepth = OptionalInt.of(value);
            return this;
        }

        /** What the driver makes of the mean; without it, the mean itself. */
        public Builder averagingRule(AveragingRule value) {
            rule = value;
            return this;
        }

        /** Share of every label that is spread over all classes, at least 0 and less than 1. */
        public Builder labelSmoothing(double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException("Label smoothing must be at least 0 and below 1, got: " + value);
            }
            labelSmoothing = value;
            return this;
        }

        /** Seed of the order of the examples, of dropout and of augmentation. */
        public Builder rngSeed(long value) {
            seed = value;
            return this;
        }

        /** How features of type UBYTE become the network's input; without it they are taken as 0..255. */
        public Builder inputTransform(InputTransform value) {
            transform = value;
            return this;
        }

        /** How the images that the {@link #inputTransform} makes are distorted, each time otherwise; without it, not. */
        public Builder augmentation(Augmentation value) {
            augmentation = value;
            return this;
        }

        /** The learning rate of every update; without it, what the network's own updater says. */
        public Builder learningRate(LearningRateSchedule value) {
            schedule = value;
            return this;
        }

        /** How the examples are kept on the executors; MEMORY_AND_DISK if it is not said. */
        public Builder storageLevel(StorageLevel value) {
            storageLevel = value;
            return this;
        }

        /** Who hears of every round. */
        public Builder roundListener(RoundListener value) {
            roundListener = value;
            return this;
        }

        /** The round that the first {@code fit} begins with: how many of its epoch's rounds the network has already seen. */
        public Builder firstRound(int value) {
            firstRound = atLeast(0, "First round", value);
            return this;
        }

        /** The training master. */
        public WeightedAveragingTrainingMaster build() {
            return new WeightedAveragingTrainingMaster(this);
        }

        private static int atLeast(int least, String what, int value) {
            if (value < least) {
                throw new IllegalArgumentException("%s must be at least %d, got: %d".formatted(what, least, value));
            }
            return value;
        }
    }
}
