package lenetspark.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import lenetspark.config.AveragingConfig.Averaging;

/**
 * Settings of a training run.
 *
 * @param data directory of the training set and the test set, as a path or URI
 * @param dataFormat storage format of both sets
 * @param classes number of classes, 2 to 1,000, some of which may have no examples; empty to derive it from the labels
 * @param output run directory, as a path or URI; empty for {@code runs/<time>-<seed>}
 * @param epochs passes over the training set, 1 to 1,000,000
 * @param batchSize examples in a minibatch of one replica, 1 to 65,536; empty to choose by the number of replicas
 * @param replicas replicas of the network, and partitions of the training set, 1 to 100,000; empty for Spark's default
 *     parallelism
 * @param validationSize training examples held out for validation, at least 0
 * @param inputScaling normalization of the pixels
 * @param requestedEngine training engine; empty to choose by the averaging rule
 * @param seed seed of the initial parameters, the validation split, the order of the examples and the augmentation
 */
@Section("Data and output")
public record TrainConfig(
        @Option(
                        name = "data",
                        label = "URI",
                        description = "Training and test set: IDX files, images by class or Parquet",
                        details =
                                "The directory contains the four IDX files of MNIST or EMNIST, raw or .gz, or train and test, which are"
                                        + " directories of images by class, or Parquet. The URI may name any Hadoop filesystem, such as HDFS or S3.",
                        defaultValue = TrainConfig.DATA,
                        effect = Option.Effect.LOCATION)
                String data,
        DataFormat dataFormat,
        @Option(
                        name = "classes",
                        description = "Number of classes, 2 to 1,000; some may have no examples",
                        details =
                                "Labels that are whole numbers must be less than it, or at most equal to it if they begin with 1."
                                        + " Without it, a class without examples is an error.",
                        unset = "by the labels",
                        example = "10")
                OptionalInt classes,
        @Option(
                        name = "output",
                        label = "URI",
                        description = "Run directory, new or empty",
                        details =
                                "It receives checkpoints, metrics, the model and the report. It may contain a run if resume or"
                                        + " overwrite is true.",
                        unset = "runs/<time>-<seed>",
                        example = "runs/example",
                        effect = Option.Effect.LOCATION)
                Optional<String> output,
        @Option(
                        name = "resume",
                        description = "Continue from the newest checkpoint, or start if there is none",
                        details = "It requires output.",
                        defaultValue = "false",
                        effect = Option.Effect.LOCATION)
                boolean resume,
        @Option(
                        name = "overwrite",
                        description = "Replace the run in the run directory",
                        details = "It requires output and excludes resume.",
                        defaultValue = "false",
                        effect = Option.Effect.LOCATION)
                boolean overwrite,
        @Option(
                        name = "validation-size",
                        description = "Training examples held out for validation, 0 or more",
                        details =
                                "They are the same share of each class. The validation set selects the best model and is used by early"
                                        + " stopping. With 0, all examples are trained.",
                        defaultValue = "5000",
                        estimator = false)
                int validationSize,
        @Option(
                        name = "input-scaling",
                        description = "Pixel normalization: standard (zero mean, unit variance) or unit (0 to 1)",
                        details =
                                "Standard uses the statistics of the training examples. The normalization is saved with the model.",
                        defaultValue = "standard")
                InputScaling inputScaling,
        AugmentConfig augment,
        @Section("Training")
                @Option(
                        name = "epochs",
                        description = "Passes over the training set, 1 to 1,000,000",
                        defaultValue = "10")
                int epochs,
        @Option(
                        name = "batch-size",
                        description = "Examples in a minibatch of one replica, 1 to 65,536",
                        defaultValue = Option.AUTO,
                        unset = "fewer with more replicas; 64 for one")
                OptionalInt batchSize,
        @Option(
                        name = "replicas",
                        description = "Replicas of the network, 1 to 100,000",
                        details =
                                "They are also the partitions of the training set. The same seed and number of replicas give the same model"
                                        + " on any cluster; the default differs between clusters.",
                        unset = "spark.default.parallelism, at most 64",
                        example = "4")
                OptionalInt replicas,
        AveragingConfig averaging,
        @Option(
                        name = "engine",
                        description =
                                "Training engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork)",
                        details = "Averaging dl4j requires dl4j.",
                        unset = "simd; dl4j for averaging dl4j",
                        example = "simd")
                Optional<Engine> requestedEngine,
        @Option(
                        name = "seed",
                        description =
                                "Seed of initial parameters, validation split, order and augmentation, a 64-bit integer",
                        defaultValue = "42")
                long seed,
        NetworkConfig network,
        OptimizerConfig optimizer,
        CheckpointConfig checkpoint,
        StoppingConfig stopping,
        TrackingConfig tracking) {

    /** Default directory of the data. */
    static final String DATA = "datasets/mnist";

    /** Normalization of the pixels 0 to 255 that the network receives. */
    public enum InputScaling {
        /** Zero mean and unit variance, by the statistics of the training examples. */
        STANDARD,
        /** Range 0 to 1. */
        UNIT;

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /**
     * Checks the ranges and the combinations.
     *
     * @throws ConfigException if a value is out of its range, or two values exclude each other
     */
    public TrainConfig {
        Objects.requireNonNull(dataFormat, "dataFormat");
        Objects.requireNonNull(inputScaling, "inputScaling");
        Objects.requireNonNull(batchSize, "batchSize");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(augment, "augment");
        Objects.requireNonNull(averaging, "averaging");
        Objects.requireNonNull(requestedEngine, "requestedEngine");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(tracking, "tracking");
        Validation.location("data", data);
        Validation.location("output", output);
        classes.ifPresent(count -> Validation.between("classes", count, 2, 1000));
        Validation.between("epochs", epochs, 1, 1_000_000);
        batchSize.ifPresent(size -> Validation.between("batch-size", size, 1, 65_536));
        replicas.ifPresent(count -> Validation.between("replicas", count, 1, 100_000));
        Validation.atLeast("validation-size", validationSize, 0);
        checkOutput(output, resume, overwrite);
        requestedEngine.ifPresent(engine -> checkEngine(averaging.rule(), engine));
        checkValidation(validationSize, stopping);
    }

    /** Returns how an existing run is treated. */
    public OutputMode outputMode() {
        return resume ? OutputMode.RESUME : overwrite ? OutputMode.OVERWRITE : OutputMode.NEW;
    }

    /** Returns the requested engine, or else the one that the averaging rule needs. */
    public Engine engine() {
        return requestedEngine.orElse(averaging.rule() == Averaging.DL4J ? Engine.DL4J : Engine.SIMD);
    }

    private static void checkOutput(Optional<String> output, boolean resume, boolean overwrite) {
        if (resume && overwrite) {
            throw ConfigException.about("overwrite", "Resume and overwrite exclude each other: choose one of the two");
        }
        if ((resume || overwrite) && output.isEmpty()) {
            String option = resume ? "resume" : "overwrite";
            throw ConfigException.about(
                    option, Spelling.sentence(option) + " needs output: name the run directory with output");
        }
    }

    private static void checkEngine(Averaging averaging, Engine engine) {
        if (averaging == Averaging.DL4J && engine != Engine.DL4J) {
            throw ConfigException.about(
                    "averaging",
                    "Averaging dl4j needs engine dl4j, got: " + engine + "; set engine to dl4j or leave it out");
        }
    }

    private static void checkValidation(int validationSize, StoppingConfig stopping) {
        if (validationSize == 0 && stopping.patience().isPresent()) {
            throw needsValidation("early-stopping-patience");
        }
        if (validationSize == 0 && stopping.targetAccuracy().isPresent()) {
            throw needsValidation("target-accuracy");
        }
    }

    private static ConfigException needsValidation(String option) {
        return ConfigException.about(
                option,
                Spelling.sentence(option) + " needs a validation set: set validation-size to at least 1, got: 0");
    }
}
