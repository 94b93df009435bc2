package lenetspark.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.TrainOptions;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/**
 * The options of {@code train} that make sense without a run directory, as params with the same defaults and the same checks.
 * A param is called as its option, in Spark ML's spelling: {@code batchSize} for {@code --batch-size}. Public
 * because Spark ML finds params by reflection.
 */
public abstract class TrainParams extends Estimator<LeNetClassificationModel> {

    private static final long serialVersionUID = 1L;

    private final String uid;
    private final List<Param<?>> options = new ArrayList<>();
    private final IntParam classes;
    private final IntParam epochs;
    private final IntParam batchSize;
    private final IntParam averagingFrequency;
    private final Param<String> averaging;
    private final IntParam averagingWarmupRounds;
    private final DoubleParam outerMomentum;
    private final DoubleParam outerLearningRate;
    private final IntParam replicas;
    private final Param<String> activation;
    private final Param<String> pooling;
    private final Param<String> updater;
    private final DoubleParam learningRate;
    private final DoubleParam momentum;
    private final Param<String> schedule;
    private final DoubleParam warmupEpochs;
    private final IntParam stepEpochs;
    private final DoubleParam stepFactor;
    private final DoubleParam l2;
    private final DoubleParam labelSmoothing;
    private final DoubleParam dropout;
    private final Param<String> inputScaling;
    private final Param<String> augment;
    private final DoubleParam augmentStrength;
    private final Param<String> engine;
    private final LongParam seed;

    TrainParams(String uid) {
        // Before any param is made: each remembers whose it is.
        this.uid = uid;
        TrainConfig config = TrainOptions.parse();
        classes = added(
                new IntParam(
                        this,
                        "classes",
                        "number of classes, 2 to 1,000, some of which may have no examples; without it as many as the labels say"));
        epochs = added(new IntParam(this, "epochs", "passes over the training set, 1 to 1,000,000"));
        batchSize = added(new IntParam(this, "batchSize", "examples in a minibatch of one replica, 1 to 65,536"));
        averagingFrequency = added(new IntParam(
                this, "averagingFrequency", "minibatches that each replica trains between two averagings, 1 or more"));
        averaging = added(new Param<>(this, "averaging", "how the replicas become one network: weighted or nesterov"));
        averagingWarmupRounds = added(new IntParam(
                this,
                "averagingWarmupRounds",
                "rounds at the beginning that average after every minibatch, 0 or more"));
        outerMomentum = added(
                new DoubleParam(this, "outerMomentum", "momentum of averaging nesterov, 0 or more and less than 1"));
        outerLearningRate =
                added(new DoubleParam(this, "outerLearningRate", "step of averaging nesterov, greater than 0"));
        replicas = added(new IntParam(
                this, "replicas", "replicas of the network, 1 to 100,000; without it Spark's default parallelism"));
        activation = added(
                new Param<>(this, "activation", "activation of every layer but the last: tanh, scaled-tanh or relu"));
        pooling = added(new Param<>(this, "pooling", "pooling of 2x2 windows: average or max"));
        updater = added(new Param<>(this, "updater", "rule of a step: adam, nesterovs or sgd"));
        learningRate = added(new DoubleParam(this, "learningRate", "size of a step, greater than 0"));
        momentum = added(new DoubleParam(this, "momentum", "momentum of updater nesterovs, 0 or more and less than 1"));
        schedule = added(new Param<>(this, "schedule", "learning rate over the run: constant, step or cosine"));
        warmupEpochs = added(new DoubleParam(
                this, "warmupEpochs", "epochs in which the learning rate rises from near zero, 0 or more"));
        stepEpochs = added(new IntParam(this, "stepEpochs", "epochs between two steps of schedule step, 1 or more"));
        stepFactor = added(new DoubleParam(this, "stepFactor", "factor of each step, greater than 0 and at most 1"));
        l2 = added(new DoubleParam(this, "l2", "coefficient of the squared weights in the loss, 0 or more"));
        labelSmoothing = added(new DoubleParam(
                this, "labelSmoothing", "share of a label that is spread over all classes, 0 or more and less than 1"));
        dropout = added(new DoubleParam(
                this, "dropout", "share of the last layer's inputs that is left out, 0 or more and less than 1"));
        inputScaling = added(new Param<>(this, "inputScaling", "what pixels become for the network: standard or unit"));
        augment = added(new Param<>(this, "augment", "distortions of training images: none, shift, affine or elastic"));
        augmentStrength =
                added(new DoubleParam(this, "augmentStrength", "factor of the distortions, greater than 0, at most 2"));
        engine = added(new Param<>(this, "engine", "what trains a replica: simd or dl4j"));
        seed = added(new LongParam(this, "seed", "seed of the initial parameters and of the order of training"));
        setDefault(epochs, config.epochs());
        setDefault(batchSize, config.batchSize());
        setDefault(averagingFrequency, config.averaging().frequency());
        setDefault(averaging, config.averaging().rule().toString());
        setDefault(averagingWarmupRounds, config.averaging().warmupRounds());
        setDefault(outerMomentum, config.averaging().outerMomentum());
        setDefault(outerLearningRate, config.averaging().outerLearningRate());
        setDefault(activation, config.network().activation().toString());
        setDefault(pooling, config.network().pooling().toString());
        setDefault(updater, config.optimizer().updater().toString());
        setDefault(learningRate, config.optimizer().learningRate());
        setDefault(momentum, config.optimizer().momentum());
        setDefault(schedule, config.optimizer().schedule().schedule().toString());
        setDefault(warmupEpochs, config.optimizer().schedule().warmupEpochs());
        setDefault(stepEpochs, config.optimizer().schedule().stepEpochs());
        setDefault(stepFactor, config.optimizer().schedule().stepFactor());
        setDefault(l2, config.optimizer().l2());
        setDefault(labelSmoothing, config.optimizer().labelSmoothing());
        setDefault(dropout, config.optimizer().dropout());
        setDefault(inputScaling, config.inputScaling().toString());
        setDefault(augment, config.augment().augment().toString());
        setDefault(augmentStrength, config.augment().strength());
        setDefault(engine, config.engine().toString());
        setDefault(seed, config.seed());
    }

    private <P extends Param<?>> P added(P param) {
        options.add(param);
        return param;
    }

    @Override
    public final String uid() {
        return uid;
    }

    /**
     * The values as a configuration.
     *
     * @throws lenetspark.config.ConfigException if a value is out of its range, or two values exclude each other
     */
    final TrainConfig config() {
        List<String> arguments = new ArrayList<>(List.of("--validation-size=0"));
        for (Param<?> param : options) {
            if (isDefined(param)) {
                arguments.add("--" + option(param.name()) + "=" + getOrDefault(param));
            }
        }
        return TrainOptions.parse(arguments.toArray(String[]::new));
    }

    /** {@code batch-size} of {@code batchSize}. */
    private static String option(String param) {
        return param.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Number of classes, 2 to 1,000, some of which may have no examples; without it as many as the labels say. */
    public final IntParam classes() {
        return classes;
    }

    /** Passes over the training set, 1 to 1,000,000. */
    public final IntParam epochs() {
        return epochs;
    }

    /** Examples in a minibatch of one replica, 1 to 65,536. */
    public final IntParam batchSize() {
        return batchSize;
    }

    /** Minibatches that each replica trains between two averagings, 1 or more. */
    public final IntParam averagingFrequency() {
        return averagingFrequency;
    }

    /** How the replicas become one network: weighted or nesterov. */
    public final Param<String> averaging() {
        return averaging;
    }

    /** Rounds at the beginning that average after every minibatch, 0 or more. */
    public final IntParam averagingWarmupRounds() {
        return averagingWarmupRounds;
    }

    /** Momentum of averaging nesterov, 0 or more and less than 1. */
    public final DoubleParam outerMomentum() {
        return outerMomentum;
    }

    /** Step of averaging nesterov, greater than 0. */
    public final DoubleParam outerLearningRate() {
        return outerLearningRate;
    }

    /** Replicas of the network, 1 to 100,000; without it Spark's default parallelism. */
    public final IntParam replicas() {
        return replicas;
    }

    /** Activation of every layer but the last: tanh, scaled-tanh or relu. */
    public final Param<String> activation() {
        return activation;
    }

    /** Pooling of 2x2 windows: average or max. */
    public final Param<String> pooling() {
        return pooling;
    }

    /** Rule of a step: adam, nesterovs or sgd. */
    public final Param<String> updater() {
        return updater;
    }

    /** Size of a step, greater than 0. */
    public final DoubleParam learningRate() {
        return learningRate;
    }

    /** Momentum of updater nesterovs, 0 or more and less than 1. */
    public final DoubleParam momentum() {
        return momentum;
    }

    /** Learning rate over the run: constant, step or cosine. */
    public final Param<String> schedule() {
        return schedule;
    }

    /** Epochs in which the learning rate rises from near zero, 0 or more. */
    public final DoubleParam warmupEpochs() {
        return warmupEpochs;
    }

    /** Epochs between two steps of schedule step, 1 or more. */
    public final IntParam stepEpochs() {
        return stepEpochs;
    }

    /** Factor of each step, greater than 0 and at most 1. */
    public final DoubleParam stepFactor() {
        return stepFactor;
    }

    /** Coefficient of the squared weights in the loss, 0 or more. */
    public final DoubleParam l2() {
        return l2;
    }

    /** Share of a label that is spread over all classes, 0 or more and less than 1. */
    public final DoubleParam labelSmoothing() {
        return labelSmoothing;
    }

    /** Share of the last layer's inputs that is left out, 0 or more and less than 1. */
    public final DoubleParam dropout() {
        return dropout;
    }

    /** What pixels become for the network: standard or unit. */
    public final Param<String> inputScaling() {
        return inputScaling;
    }

    /** Distortions of training images: none, shift, affine or elastic. */
    public final Param<String> augment() {
        return augment;
    }

    /** Factor of the distortions, greater than 0, at most 2. */
    public final DoubleParam augmentStrength() {
        return augmentStrength;
    }

    /** What trains a replica: simd or dl4j. */
    public final Param<String> engine() {
        return engine;
    }

    /** Seed of the initial parameters and of the order of training. */
    public final LongParam seed() {
        return seed;
    }
}
