package lenetspark.recipe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lenetspark.config.AugmentConfig;
import lenetspark.config.AveragingConfig;
import lenetspark.config.AveragingConfig.Averaging;
import lenetspark.config.ConfigException;
import lenetspark.config.InputFormat;
import lenetspark.config.OptimizerConfig;
import lenetspark.config.ScheduleConfig;
import lenetspark.config.TrainConfig;
import lenetspark.config.TrainConfig.InputScaling;
import lenetspark.config.option.Options;
import lenetspark.data.PixelStatistics;
import lenetspark.data.augment.Augmentation;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.training.OuterMomentum;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.replica.LearningRateSchedule;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Factory of the network, the input scaling, the outer momentum and the training master of a training configuration. */
public record TrainingFactory(TrainConfig config) {

    private static final int MAX_PIXEL = 255;

    static final Options<TrainConfig> OPTIONS = Options.of(TrainConfig.class);

    /**
     * Returns a configuration with the values that it leaves to the data, the cluster and {@link ReplicaScaling}.
     *
     * @param format format of the data
     * @param classes number of classes of the data
     * @param parallelism default number of replicas
     * @param kept values that the resumed run has chosen, by the names of their options; empty for a new run
     */
    public static TrainConfig resolve(
            TrainConfig config, InputFormat format, int classes, int parallelism, Map<String, String> kept) {
        int replicas = replicas(config, parallelism);
        Map<String, Object> values = new HashMap<>(Map.of(
                "data-format", format,
                "classes", classes,
                "replicas", replicas,
                "aggregation-depth",
                        WeightedAveragingTrainingMaster.aggregationDepth(
                                replicas, config.averaging().aggregationDepth()),
                "engine", config.engine()));
        ReplicaScaling chosen = ReplicaScaling.of(replicas, OPTIONS.withText(config, kept));
        values.put("batch-size", chosen.batchSize());
        values.put("learning-rate", chosen.learningRate());
        values.put("averaging-frequency", chosen.averagingFrequency());
        values.put("warmup-epochs", chosen.warmupEpochs());
        return OPTIONS.with(config, values);
    }

    /**
     * Returns the number of replicas.
     *
     * @param parallelism number of replicas if the configuration has none and no more than {@link ReplicaScaling#MAX_REPLICAS}
     */
    public static int replicas(TrainConfig config, int parallelism) {
        return config.replicas().orElse(Math.min(parallelism, ReplicaScaling.MAX_REPLICAS));
    }

    /** Creates a network with random initial parameters. */
    MultiLayerNetwork network(int classes) {
        MultiLayerNetwork network = new MultiLayerNetwork(LeNet.configuration(new LeNet.Choices(
                config.network().activation().activation(),
                config.network().pooling().poolingType(),
                updater(config.optimizer()),
                config.optimizer().l2(),
                config.optimizer().dropout(),
                config.seed(),
                classes)));
        network.init();
        return network;
    }

    private static IUpdater updater(OptimizerConfig optimizer) {
        double learningRate = optimizer.learningRate().orElseThrow();
        return switch (optimizer.updater()) {
            case ADAM -> new Adam(learningRate);
            case NESTEROVS -> new Nesterovs(learningRate, optimizer.momentum());
            case SGD -> new Sgd(learningRate);
        };
    }

    /**
     * Returns the pixel normalization.
     *
     * @param pixels statistics of the training images
     */
    PixelScaling scaling(PixelStatistics pixels) {
        // If all pixels are equal, dividing by the standard deviation is undefined.
        if (config.inputScaling() == InputScaling.UNIT || pixels.deviation() == 0) {
            return new PixelScaling(0, 1);
        }
        return new PixelScaling(-pixels.mean() / pixels.deviation(), (MAX_PIXEL - pixels.mean()) / pixels.deviation());
    }

    /** Returns the number of examples of the largest shard if they are distributed evenly over the replicas. */
    static int largestShard(int examples, int replicas) {
        return Math.toIntExact(ceilDiv(examples, replicas));
    }

    /**
     * Checks that the number of updates of the run fits in DL4J's iteration counter, an int.
     *
     * @param largestShard number of examples of the replica that makes most updates
     * @throws ConfigException if it does not; the message names the maximum number of epochs
     */
    void requireCountable(int largestShard) {
        long updatesPerEpoch = ceilDiv(largestShard, batchSize());
        long maxEpochs = Integer.MAX_VALUE / updatesPerEpoch;
        if (config.epochs() > maxEpochs) {
            throw new ConfigException("Epochs must be at most %d, got: %d (each is %d updates, and a run can have %d)"
                    .formatted(maxEpochs, config.epochs(), updatesPerEpoch, Integer.MAX_VALUE));
        }
    }

    /**
     * Returns the schedule of the learning rate; empty if it is constant, because the network's updater holds it then.
     *
     * @param largestShard number of examples of the replica that makes most updates
     */
    Optional<LearningRateSchedule> schedule(int largestShard) {
        long updatesPerEpoch = ceilDiv(largestShard, batchSize());
        double base = config.optimizer().learningRate().orElseThrow();
        ScheduleConfig schedule = config.optimizer().schedule();
        long warmup = Math.round(schedule.warmupEpochs().orElseThrow() * updatesPerEpoch);
        return switch (schedule.schedule()) {
            case CONSTANT -> Optional.empty();
            case STEP ->
                Optional.of(LearningRateSchedule.step(
                        base, warmup, schedule.stepEpochs() * updatesPerEpoch, schedule.stepFactor()));
            case COSINE -> Optional.of(LearningRateSchedule.cosine(base, warmup, config.epochs() * updatesPerEpoch));
        };
    }

    private int batchSize() {
        return config.batchSize().orElseThrow();
    }

    private static long ceilDiv(long dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /**
     * Returns a builder of the training master, without the engine, the input transform and the averaging rule.
     *
     * @param largestShard number of examples of the replica that makes most updates
     */
    WeightedAveragingTrainingMaster.Builder master(int largestShard) {
        WeightedAveragingTrainingMaster.Builder builder = WeightedAveragingTrainingMaster.builder()
                .batchSizePerWorker(batchSize())
                .averagingFrequency(config.averaging().frequency().orElseThrow())
                .averagingWarmupRounds(config.averaging().warmupRounds())
                .labelSmoothing(config.optimizer().labelSmoothing())
                .rngSeed(config.seed());
        config.averaging().aggregationDepth().ifPresent(builder::aggregationDepth);
        augmentation(config.augment()).ifPresent(builder::augmentation);
        schedule(largestShard).ifPresent(builder::learningRate);
        return builder;
    }

    /**
     * Returns the outer momentum; empty if the configuration averages without.
     *
     * @param velocity velocity from which the momentum continues; empty at the start of a training
     */
    public Optional<OuterMomentum> outerMomentum(float[] velocity) {
        AveragingConfig averaging = config.averaging();
        return averaging.rule() == Averaging.NESTEROV
                ? Optional.of(new OuterMomentum(averaging.outerMomentum(), averaging.outerLearningRate(), velocity))
                : Optional.empty();
    }

    private static Optional<Augmentation> augmentation(AugmentConfig config) {
        double strength = config.strength();
        return switch (config.augment()) {
            case NONE -> Optional.empty();
            case SHIFT -> Optional.of(Augmentation.shift(strength));
            case AFFINE -> Optional.of(Augmentation.affine(strength));
            case ELASTIC -> Optional.of(Augmentation.elastic(strength));
        };
    }
}
