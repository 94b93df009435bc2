package lenetspark.training;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import lenetspark.config.Engine;
import lenetspark.data.InputTransform;
import lenetspark.data.augment.Augmentation;
import lenetspark.spark.JobScope;
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
import lenetspark.training.round.RoundStatistics;
import lenetspark.training.round.RoundTask;
import lenetspark.training.round.TrainingDivergedException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Training master for synchronous parameter averaging, a replacement for DL4J's {@code ParameterAveragingTrainingMaster} in {@link
 * SparkDl4jMultiLayer}. It trains every example exactly once per epoch, weights every replica by its number of trained examples,
 * and averages the updater state too. The same seed and number of partitions give the same bits, on any number of executors and
 * after failures of executors.
 *
 * <p>One {@code fit} is one epoch. The RDD has one partition per replica. It is read once, and a compact copy stays cached for
 * later epochs over the same RDD, until another RDD is fitted or the master is closed. In a round, every replica receives the
 * state and trains its next {@code averagingFrequency} minibatches, and the driver averages. With aggregation depth 1, tasks stay
 * resident for the following rounds of the epoch where possible: see {@link lenetspark.rounds.Rounds}. With depth 2, executors
 * compute partial sums for the driver, and every round is a Spark job.
 */
public final class WeightedAveragingTrainingMaster extends UnsupportedTrainingModes implements AutoCloseable {

    /** Unique, so that two trainings of one application do not share a job group. */
    private final String jobGroup = "training " + UUID.randomUUID().toString().substring(0, 8);

    private final Engine engine;
    private final RoundPlan plan;
    private final AveragingRule rule;
    private final InputPipeline pipeline;
    private final @Nullable LearningRateSchedule schedule;
    private final RoundListener roundListener;
    private final OptionalInt aggregationDepth;
    private final Aggregation.Factory aggregation;
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
        this.aggregation = builder.aggregation;
        this.firstRound = builder.firstRound;
        this.storageLevel = builder.storageLevel;
    }

    /** Returns a builder with default values. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how many times the size of parameters and updater state the driver receives in a round.
     *
     * @param depth as in {@link Builder#aggregationDepth}; empty for the default
     */
    public static int statesAtDriver(int replicas, OptionalInt depth) {
        return Aggregation.statesAtDriver(replicas, depth);
    }

    /**
     * Returns the aggregation depth in effect: 1 = on the driver, 2 = partial sums on executors first.
     *
     * @param depth as in {@link Builder#aggregationDepth}; empty for the default
     */
    public static int aggregationDepth(int replicas, OptionalInt depth) {
        return Aggregation.depth(replicas, depth);
    }

    /** Resources on the executors that are kept between epochs over one RDD. */
    private record Preparation(int rddId, ShardedData data, Broadcast<ReplicaPool> replicas, Aggregation aggregation) {
        void release() {
            aggregation.close();
            data.close();
            replicas.destroy();
        }
    }

    /**
     * Trains one epoch. If a job fails or is cancelled, this throws {@code org.apache.spark.SparkException}, which Spark's Java
     * API does not declare; the network keeps the state of the last round.
     *
     * @throws TrainingDivergedException if the loss or a parameter is no longer finite; the network keeps the last good
     *     state
     * @throws IllegalStateException if not every example was trained exactly once
     */
    @Override
    public void executeTraining(SparkDl4jMultiLayer spark, JavaRDD<DataSet> trainingData) {
        JavaSparkContext context = spark.getSparkContext();
        try (JobScope jobs = epochScope(spark)) {
            trainEpoch(context, spark, trainingData, jobs);
        } finally {
            if (preparation != null) {
                preparation.aggregation().releaseSlots();
            }
        }
    }

    /**
     * Starts the tasks of another epoch over the same RDD, so that its first round need not wait for a Spark job to start. Run no
     * other Spark job in between: it would find no free slot for up to a second. Does nothing before the first epoch.
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

    /** Opens the scope of the jobs of the network's next epoch, which form one job group. */
    private JobScope epochScope(SparkDl4jMultiLayer spark) {
        return JobScope.open(spark.getSparkContext())
                .groupUnlessGiven(
                        "%s, epoch %d".formatted(jobGroup, spark.getNetwork().getEpochCount() + 1));
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
        Round.Setting setting = new Round.Setting(
                prepared.aggregation(),
                sizes,
                plan,
                rule,
                iteration -> learningRate(network, iteration),
                roundListener);
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
            roundListener.roundBegins(state.epoch() + 1, round + 1, rounds, sizes.length);
            Round completed = Round.run(setting, state, round, rounds);
            state = completed.state();
            state.copyTo(network);
            RoundStatistics statistics = completed.result().statistics();
            trained += statistics.examples();
            lossSum += statistics.loss() * statistics.examples();
            for (TrainingListener listener : listeners) {
                listener.iterationDone(network, state.iteration(), state.epoch());
            }
            next = roundListener.roundDone(completed.result(), state);
        }
        if (next == RoundListener.Next.CONTINUE) {
            requireEveryExample(state.epoch(), sizes, plan.firstStep(state.epoch(), start, sizes), trained);
        }
        spark.setScore(trained == 0 ? Double.NaN : lossSum / trained);
        listeners.forEach(listener -> listener.onEpochEnd(network));
    }

    /** Returns the learning rate of the next update after {@code iteration} updates; NaN if the network's updater has none. */
    private double learningRate(MultiLayerNetwork network, int iteration) {
        if (schedule != null) {
            return schedule.at(iteration);
        }
        for (NeuralNetConfiguration layer : network.getLayerWiseConfigurations().getConfs()) {
            if (layer.getLayer() instanceof BaseLayer trainable
                    && trainable.getIUpdater().hasLearningRate()) {
                return trainable.getIUpdater().getLearningRate(iteration, network.getEpochCount());
            }
        }
        return Double.NaN;
    }

    private void requireEveryExample(int epoch, int[] sizes, int firstStep, long trained) {
        long expected = 0;
        for (int size : sizes) {
            expected += size - plan.start(firstStep, size);
        }
        if (trained != expected) {
            throw new IllegalStateException(
                    "Trained %d of %d examples in epoch %d; the RDD must give the same examples whenever Spark recomputes a partition"
                            .formatted(trained, expected, epoch + 1));
        }
    }

    private Preparation prepare(JavaSparkContext context, MultiLayerNetwork network, JavaRDD<DataSet> trainingData) {
        if (preparation != null && preparation.rddId() == trainingData.id()) {
            return preparation;
        }
        close();
        ShardedData data = ShardedData.cache(trainingData, "training set", storageLevel);
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
        return new Preparation(
                rddId,
                data,
                replicas,
                aggregation.create(
                        context, data, new RoundTask(replicas, trained, plan), aggregationDepth, state.bytes()));
    }

    /** Removes cached data and replicas from the executors. */
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

    /** Does what {@link #close} does; there are no temporary files. */
    @Override
    public boolean deleteTempFiles(SparkContext context) {
        close();
        return true;
    }

    /** {@inheritDoc} They are called on the driver: {@code iterationDone} once per round, after averaging. */
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
     * Builds a {@link WeightedAveragingTrainingMaster}. Methods that exist in the builder of DL4J's {@code
     * ParameterAveragingTrainingMaster} have the same names and meanings.
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
        private Aggregation.Factory aggregation = Aggregation::of;
        private long seed = 42;
        private int firstRound;
        private @Nullable InputTransform transform;
        private @Nullable LearningRateSchedule schedule;
        private StorageLevel storageLevel = StorageLevel.MEMORY_AND_DISK();
        private RoundListener roundListener = (result, state) -> RoundListener.Next.CONTINUE;

        private Builder() {}

        /** Sets the training engine (default: {@link Engine#DL4J}). */
        public Builder engine(Engine value) {
            engine = value;
            return this;
        }

        /**
         * Sets the number of examples in a minibatch of one replica (default: 64). It does not depend on the sizes of the RDD's
         * {@code DataSet}s.
         */
        public Builder batchSizePerWorker(int value) {
            batchSize = atLeast(1, "Batch size", value);
            return this;
        }

        /** Sets the number of minibatches that each replica trains between two averagings (default: 10). */
        public Builder averagingFrequency(int value) {
            averagingFrequency = atLeast(1, "Averaging frequency", value);
            return this;
        }

        /**
         * Sets the number of rounds at the beginning of the run in which the replicas are averaged after every minibatch
         * (default: 0). Later rounds follow {@link #averagingFrequency} ("post-local SGD": Lin, Stich, Patel and Jaggi, "Don't use large mini-batches, use
         * local SGD", 2020).
         */
        public Builder averagingWarmupRounds(int value) {
            averagingWarmupRounds = atLeast(0, "Averaging warm-up rounds", value);
            return this;
        }

        /**
         * Sets the aggregation depth: 1 = on the driver, 2 = partial sums on executors first, which relieves the driver of many
         * replicas (default: 1 for up to 64 replicas, otherwise 2). The two round differently.
         */
        public Builder aggregationDepth(int value) {
            if (value < 1 || value > 2) {
                throw new IllegalArgumentException("Aggregation depth must be 1 or 2, got: " + value);
            }
            aggregationDepth = OptionalInt.of(value);
            return this;
        }

        /** Sets where the replicas of a round run (default: on the executors), for simulations. */
        Builder aggregation(Aggregation.Factory value) {
            aggregation = value;
            return this;
        }

        /** Sets how the driver computes new parameters from the mean (default: {@link AveragingRule#MEAN}). */
        public Builder averagingRule(AveragingRule value) {
            rule = value;
            return this;
        }

        /** Sets the fraction of every label that is spread over all classes, at least 0 and less than 1 (default: 0). */
        public Builder labelSmoothing(double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException("Label smoothing must be at least 0 and below 1, got: " + value);
            }
            labelSmoothing = value;
            return this;
        }

        /** Sets the seed of the order of the examples, of dropout and of augmentation (default: 42). */
        public Builder rngSeed(long value) {
            seed = value;
            return this;
        }

        /** Sets the transform of features of type UBYTE to the network's input (default: values from 0 to 255). */
        public Builder inputTransform(InputTransform value) {
            transform = value;
            return this;
        }

        /** Sets the random augmentation of the images that {@link #inputTransform} returns (default: none). */
        public Builder augmentation(Augmentation value) {
            augmentation = value;
            return this;
        }

        /** Sets the learning rate of every update (default: that of the network's updater). */
        public Builder learningRate(LearningRateSchedule value) {
            schedule = value;
            return this;
        }

        /** Sets the storage level of the examples on the executors (default: MEMORY_AND_DISK). */
        public Builder storageLevel(StorageLevel value) {
            storageLevel = value;
            return this;
        }

        /** Sets the listener that is called before and after every round. */
        public Builder roundListener(RoundListener value) {
            roundListener = value;
            return this;
        }

        /**
         * Sets the round that the first {@code fit} begins with (default: 0): the number of rounds of its epoch that the network
         * has already been trained in.
         */
        public Builder firstRound(int value) {
            firstRound = atLeast(0, "First round", value);
            return this;
        }

        /** Builds the training master. */
        public WeightedAveragingTrainingMaster build() {
            return new WeightedAveragingTrainingMaster(this);
        }

        private static int atLeast(int min, String name, int value) {
            if (value < min) {
                throw new IllegalArgumentException("%s must be at least %d, got: %d".formatted(name, min, value));
            }
            return value;
        }
    }
}
