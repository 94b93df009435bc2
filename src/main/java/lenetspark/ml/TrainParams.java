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
 * Params of the classifier: the options of {@code train} that need no run directory, with the same defaults and checks. A param has
 * the name of its option in camel case: {@code batchSize} for {@code --batch-size}. Public because Spark ML finds params by
 * reflection.
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
        // Must be set before any param is created, because params store the uid of their owner.
        this.uid = uid;
        TrainConfig config = TrainOptions.parse();
        classes = register(
                new IntParam(
                        this,
                        "classes",
                        "number of classes, 2 to 1,000, some of which may have no examples; if not set, determined by the labels"));
        epochs = register(new IntParam(this, "epochs", "number of passes over the training set, 1 to 1,000,000"));
        batchSize = register(
                new IntParam(this, "batchSize", "number of examples in a minibatch of one replica, 1 to 65,536"));
        averagingFrequency = register(new IntParam(
                this,
                "averagingFrequency",
                "number of minibatches that each replica trains between two averagings, 1 or more"));
        averaging = register(new Param<>(this, "averaging", "averaging of the replicas: weighted or nesterov"));
        averagingWarmupRounds = register(new IntParam(
                this,
                "averagingWarmupRounds",
                "number of rounds at the beginning that average after every minibatch, 0 or more"));
        outerMomentum = register(
                new DoubleParam(this, "outerMomentum", "momentum of averaging nesterov, 0 or more and less than 1"));
        outerLearningRate = register(
                new DoubleParam(this, "outerLearningRate", "learning rate of averaging nesterov, greater than 0"));
        replicas = register(new IntParam(
                this,
                "replicas",
                "number of replicas of the network, 1 to 100,000; if not set, Spark's default parallelism"));
        activation = register(new Param<>(
                this, "activation", "activation of every layer except the last: tanh, scaled-tanh or relu"));
        pooling = register(new Param<>(this, "pooling", "pooling of 2x2 windows: average or max"));
        updater = register(new Param<>(this, "updater", "updater: adam, nesterovs or sgd"));
        learningRate = register(new DoubleParam(this, "learningRate", "learning rate, greater than 0"));
        momentum =
                register(new DoubleParam(this, "momentum", "momentum of updater nesterovs, 0 or more and less than 1"));
        schedule = register(new Param<>(this, "schedule", "learning rate schedule: constant, step or cosine"));
        warmupEpochs =
                register(new DoubleParam(this, "warmupEpochs", "epochs of linear learning rate warm-up, 0 or more"));
        stepEpochs =
                register(new IntParam(this, "stepEpochs", "epochs between two reductions of schedule step, 1 or more"));
        stepFactor =
                register(new DoubleParam(this, "stepFactor", "factor of each reduction, greater than 0 and at most 1"));
        l2 = register(new DoubleParam(this, "l2", "coefficient of L2 regularization, 0 or more"));
        labelSmoothing = register(new DoubleParam(
                this,
                "labelSmoothing",
                "fraction of a label that is spread over all classes, 0 or more and less than 1"));
        dropout = register(new DoubleParam(
                this, "dropout", "fraction of the last layer's inputs that is dropped, 0 or more and less than 1"));
        inputScaling = register(new Param<>(
                this, "inputScaling", "pixel normalization: standard (zero mean, unit variance) or unit (0 to 1)"));
        augment = register(
                new Param<>(this, "augment", "random augmentation of training images: none, shift, affine or elastic"));
        augmentStrength = register(
                new DoubleParam(this, "augmentStrength", "strength of the augmentation, greater than 0 and at most 2"));
        engine = register(new Param<>(
                this,
                "engine",
                "training engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork)"));
        seed = register(new LongParam(this, "seed", "seed of the initial parameters and of the order of training"));
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

    private <P extends Param<?>> P register(P param) {
        options.add(param);
        return param;
    }

    @Override
    public final String uid() {
        return uid;
    }

    /**
     * Returns the values as a configuration.
     *
     * @throws lenetspark.config.ConfigException if a value is out of range, or two values exclude each other
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

    /** Returns the name of the option of a param: {@code batch-size} for {@code batchSize}. */
    private static String option(String param) {
        return param.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the param for the number of classes, 2 to 1,000, some of which may have no examples; if not set, determined by the
     * labels.
     */
    public final IntParam classes() {
        return classes;
    }

    /** Returns the param for the number of passes over the training set, 1 to 1,000,000. */
    public final IntParam epochs() {
        return epochs;
    }

    /** Returns the param for the number of examples in a minibatch of one replica, 1 to 65,536. */
    public final IntParam batchSize() {
        return batchSize;
    }

    /** Returns the param for the number of minibatches that each replica trains between two averagings, 1 or more. */
    public final IntParam averagingFrequency() {
        return averagingFrequency;
    }

    /** Returns the param for the averaging of the replicas: weighted or nesterov. */
    public final Param<String> averaging() {
        return averaging;
    }

    /** Returns the param for the number of rounds at the beginning that average after every minibatch, 0 or more. */
    public final IntParam averagingWarmupRounds() {
        return averagingWarmupRounds;
    }

    /** Returns the param for the momentum of averaging nesterov, 0 or more and less than 1. */
    public final DoubleParam outerMomentum() {
        return outerMomentum;
    }

    /** Returns the param for the learning rate of averaging nesterov, greater than 0. */
    public final DoubleParam outerLearningRate() {
        return outerLearningRate;
    }

    /** Returns the param for the number of replicas of the network, 1 to 100,000; if not set, Spark's default parallelism. */
    public final IntParam replicas() {
        return replicas;
    }

    /** Returns the param for the activation of every layer except the last: tanh, scaled-tanh or relu. */
    public final Param<String> activation() {
        return activation;
    }

    /** Returns the param for the pooling of 2x2 windows: average or max. */
    public final Param<String> pooling() {
        return pooling;
    }

    /** Returns the param for the updater: adam, nesterovs or sgd. */
    public final Param<String> updater() {
        return updater;
    }

    /** Returns the param for the learning rate, greater than 0. */
    public final DoubleParam learningRate() {
        return learningRate;
    }

    /** Returns the param for the momentum of updater nesterovs, 0 or more and less than 1. */
    public final DoubleParam momentum() {
        return momentum;
    }

    /** Returns the param for the learning rate schedule: constant, step or cosine. */
    public final Param<String> schedule() {
        return schedule;
    }

    /** Returns the param for the epochs of linear learning rate warm-up, 0 or more. */
    public final DoubleParam warmupEpochs() {
        return warmupEpochs;
    }

    /** Returns the param for the epochs between two reductions of schedule step, 1 or more. */
    public final IntParam stepEpochs() {
        return stepEpochs;
    }

    /** Returns the param for the factor of each reduction, greater than 0 and at most 1. */
    public final DoubleParam stepFactor() {
        return stepFactor;
    }

    /** Returns the param for the coefficient of L2 regularization, 0 or more. */
    public final DoubleParam l2() {
        return l2;
    }

    /** Returns the param for the fraction of a label that is spread over all classes, 0 or more and less than 1. */
    public final DoubleParam labelSmoothing() {
        return labelSmoothing;
    }

    /** Returns the param for the fraction of the last layer's inputs that is dropped, 0 or more and less than 1. */
    public final DoubleParam dropout() {
        return dropout;
    }

    /** Returns the param for the pixel normalization: standard (zero mean, unit variance) or unit (0 to 1). */
    public final Param<String> inputScaling() {
        return inputScaling;
    }

    /** Returns the param for the random augmentation of training images: none, shift, affine or elastic. */
    public final Param<String> augment() {
        return augment;
    }

    /** Returns the param for the strength of the augmentation, greater than 0 and at most 2. */
    public final DoubleParam augmentStrength() {
        return augmentStrength;
    }

    /** Returns the param for the training engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork). */
    public final Param<String> engine() {
        return engine;
    }

    /** Returns the param for the seed of the initial parameters and of the order of training. */
    public final LongParam seed() {
        return seed;
    }
}
