package lenetspark.recipe;

import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import lenetspark.config.AugmentConfig;
import lenetspark.config.ConfigException;
import lenetspark.config.InputScaling;
import lenetspark.config.OptimizerConfig;
import lenetspark.config.ScheduleConfig;
import lenetspark.config.TrainConfig;
import lenetspark.data.PixelStatistics;
import lenetspark.data.augment.Augmentation;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.replica.LearningRateSchedule;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** What a configuration means in terms of network, input and training master. */
public record Recipe(TrainConfig config) {

    private static final int WHITE = 255;

    /** A network with fresh weights for a number of classes. */
    public MultiLayerNetwork network(int classes) {
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
        return switch (optimizer.updater()) {
            case ADAM -> new Adam(optimizer.learningRate());
            case NESTEROVS -> new Nesterovs(optimizer.learningRate(), optimizer.momentum());
            case SGD -> new Sgd(optimizer.learningRate());
        };
    }

    /** What pixels become for the network, by the statistics of the examples trained on. */
    public PixelScaling scaling(PixelStatistics pixels) {
        // Images that are all of one grey have nothing to scale.
        if (config.inputScaling() == InputScaling.UNIT || pixels.deviation() == 0) {
            return new PixelScaling(0, 1);
        }
        return new PixelScaling(-pixels.mean() / pixels.deviation(), (WHITE - pixels.mean()) / pixels.deviation());
    }

    /** Returns the number of examples of the largest shard if they are dealt evenly to the replicas. */
    public static int largestShard(int examples, int replicas) {
        return Math.toIntExact(ceilingOfQuotient(examples, replicas));
    }

    /**
     * Refuses a run of more updates than DL4J's iteration counter, an int, can count.
     *
     * @param largestShard examples of the replica that makes most updates
     * @throws ConfigException that says how many epochs there can be
     */
    public void requireCountable(int largestShard) {
        long updatesPerEpoch = ceilingOfQuotient(largestShard, config.batchSize());
        long most = Integer.MAX_VALUE / updatesPerEpoch;
        if (config.epochs() > most) {
            throw new ConfigException("Epochs must be at most %d, got: %d (each is %d updates, and a run can have %d)"
                    .formatted(most, config.epochs(), updatesPerEpoch, Integer.MAX_VALUE));
        }
    }

    /**
     * The learning rate of every update, by the number of updates before it.
     *
     * @param largestShard examples of the replica that makes most updates
     */
    public LongToDoubleFunction learningRate(int largestShard) {
        double constant = config.optimizer().learningRate();
        return schedule(largestShard)
                .<LongToDoubleFunction>map(schedule -> schedule::at)
                .orElse(iteration -> constant);
    }

    /** The learning rate over the run; empty for a constant one, which the network's updater has. */
    private Optional<LearningRateSchedule> schedule(int largestShard) {
        long updatesPerEpoch = ceilingOfQuotient(largestShard, config.batchSize());
        double base = config.optimizer().learningRate();
        ScheduleConfig schedule = config.optimizer().schedule();
        long warmup = Math.round(schedule.warmupEpochs() * updatesPerEpoch);
        return switch (schedule.schedule()) {
            case CONSTANT -> Optional.empty();
            case STEP ->
                Optional.of(LearningRateSchedule.step(
                        base, warmup, schedule.stepEpochs() * updatesPerEpoch, schedule.stepFactor()));
            case COSINE -> Optional.of(LearningRateSchedule.cosine(base, warmup, config.epochs() * updatesPerEpoch));
        };
    }

    private static long ceilingOfQuotient(long dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /**
     * A builder of the training master that has all but the engine, the input transform and what is of one run alone.
     *
     * @param largestShard examples of the replica that makes most updates
     */
    public WeightedAveragingTrainingMaster.Builder master(int largestShard) {
        WeightedAveragingTrainingMaster.Builder builder = WeightedAveragingTrainingMaster.builder()
                .batchSizePerWorker(config.batchSize())
                .averagingFrequency(config.averaging().frequency())
                .averagingWarmupRounds(config.averaging().warmupRounds())
                .labelSmoothing(config.optimizer().labelSmoothing())
                .rngSeed(config.seed());
        config.averaging().aggregationDepth().ifPresent(builder::aggregationDepth);
        augmentation(config.augment()).ifPresent(builder::augmentation);
        schedule(largestShard).ifPresent(builder::learningRate);
        return builder;
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
