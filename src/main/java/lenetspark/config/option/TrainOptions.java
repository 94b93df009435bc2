package lenetspark.config.option;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import lenetspark.config.AugmentConfig;
import lenetspark.config.AugmentConfig.Augment;
import lenetspark.config.Averaging;
import lenetspark.config.AveragingConfig;
import lenetspark.config.CheckpointConfig;
import lenetspark.config.ConfigException;
import lenetspark.config.Defaults;
import lenetspark.config.Engine;
import lenetspark.config.InputScaling;
import lenetspark.config.OptimizerConfig;
import lenetspark.config.OptimizerConfig.Updater;
import lenetspark.config.OutputMode;
import lenetspark.config.ScheduleConfig;
import lenetspark.config.ScheduleConfig.Schedule;
import lenetspark.config.Spelling;
import lenetspark.config.StoppingConfig;
import lenetspark.config.TrackingConfig;
import lenetspark.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options of {@code train}, a picocli mixin. The field of an option is its only declaration: the key in a file, the
 * conversion, the help and the error messages are derived from it.
 */
public final class TrainOptions {

    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    TrainingOptions training = new TrainingOptions();

    @Mixin
    NetworkOptions network = new NetworkOptions();

    @Mixin
    OptimizerOptions optimizer = new OptimizerOptions();

    @Mixin
    CheckpointOptions checkpoint = new CheckpointOptions();

    @Mixin
    StoppingOptions stopping = new StoppingOptions();

    @Mixin
    TrackingOptions tracking = new TrackingOptions();

    @Command(optionListHeading = "%nData and output:%n")
    static final class DataOptions extends DataFormatOptions {

        @Option(
                names = "--classes",
                paramLabel = "N",
                description = "Number of classes, 2 to 1,000; some may have no examples (default: by the labels).")
        @Nullable Integer classes;

        @Option(
                names = "--output",
                paramLabel = "URI",
                description = "Run directory, new or empty (default: runs/<time>-<seed>).")
        @Nullable String output;

        @Option(
                names = "--resume",
                arity = "0..1",
                paramLabel = "BOOL",
                fallbackValue = "true",
                description =
                        "Continue from the newest checkpoint, or start if there is none (default: ${DEFAULT-VALUE}).")
        boolean resume;

        @Option(
                names = "--overwrite",
                arity = "0..1",
                paramLabel = "BOOL",
                fallbackValue = "true",
                description = "Replace the run in the run directory (default: ${DEFAULT-VALUE}).")
        boolean overwrite;

        @Option(
                names = "--validation-size",
                paramLabel = "N",
                description = "Training examples held out for validation, 0 or more (default: ${DEFAULT-VALUE}).")
        int validationSize = Defaults.VALIDATION_SIZE;

        @Option(
                names = "--input-scaling",
                paramLabel = "NAME",
                description = {
                    "Pixel normalization: standard (zero mean, unit variance) or unit (0 to 1)",
                    "(default: ${DEFAULT-VALUE})."
                })
        InputScaling inputScaling = Defaults.INPUT_SCALING;

        @Option(
                names = "--augment",
                paramLabel = "NAME",
                description =
                        "Random distortion of training images: none, shift, affine or elastic (default: ${DEFAULT-VALUE}).")
        Augment augment = Defaults.AUGMENT;

        @Option(
                names = "--augment-strength",
                paramLabel = "X",
                description =
                        "Factor of all ranges of the distortion, greater than 0, at most 2 (default: ${DEFAULT-VALUE}).")
        double augmentStrength = Defaults.AUGMENT_STRENGTH;

        private AugmentConfig augment() {
            requireUsed(
                    "augment-strength",
                    augmentStrength != Defaults.AUGMENT_STRENGTH,
                    augment != Augment.NONE,
                    "without augment: set augment to shift, affine or elastic");
            return new AugmentConfig(augment, augmentStrength);
        }

        private OutputMode outputMode() {
            if (resume && overwrite) {
                throw ConfigException.about(
                        "overwrite", "Resume and overwrite exclude each other: choose one of the two");
            }
            return resume ? OutputMode.RESUME : overwrite ? OutputMode.OVERWRITE : OutputMode.NEW;
        }
    }

    @Command(optionListHeading = "%nTraining:%n")
    static final class TrainingOptions {

        @Option(
                names = "--epochs",
                paramLabel = "N",
                description = "Passes over the training set, 1 to 1,000,000 (default: ${DEFAULT-VALUE}).")
        int epochs = Defaults.EPOCHS;

        @Option(
                names = "--batch-size",
                paramLabel = "N",
                description = "Examples in a minibatch of one replica, 1 to 65,536 (default: ${DEFAULT-VALUE}).")
        int batchSize = Defaults.BATCH_SIZE;

        @Option(
                names = "--averaging-frequency",
                paramLabel = "N",
                description =
                        "Minibatches that each replica trains between two averagings, 1 or more (default: ${DEFAULT-VALUE}).")
        int averagingFrequency = Defaults.AVERAGING_FREQUENCY;

        @Option(
                names = "--replicas",
                paramLabel = "N",
                description = "Replicas of the network, 1 to 100,000 (default: spark.default.parallelism).")
        @Nullable Integer replicas;

        @Option(
                names = "--averaging",
                paramLabel = "NAME",
                description = {
                    "Averaging rule: weighted (mean by number of examples), nesterov (with outer momentum)",
                    "or dl4j (ParameterAveragingTrainingMaster of DL4J) (default: ${DEFAULT-VALUE})."
                })
        Averaging averaging = Defaults.AVERAGING;

        @Option(
                names = "--averaging-warmup-rounds",
                paramLabel = "N",
                description =
                        "First rounds of the run that average after every minibatch, 0 or more (default: ${DEFAULT-VALUE}).")
        int averagingWarmupRounds = Defaults.AVERAGING_WARMUP_ROUNDS;

        @Option(
                names = "--aggregation-depth",
                paramLabel = "N",
                description = {
                    "Aggregation depth: 1 = on the driver, 2 = partial sums on executors first",
                    "(default: 1 up to 64 replicas, else 2)."
                })
        @Nullable Integer aggregationDepth;

        @Option(
                names = "--outer-momentum",
                paramLabel = "X",
                description = "Momentum of averaging nesterov, 0 or more and less than 1 (default: ${DEFAULT-VALUE}).")
        double outerMomentum = Defaults.OUTER_MOMENTUM;

        @Option(
                names = "--outer-learning-rate",
                paramLabel = "X",
                description = "Learning rate of averaging nesterov, greater than 0 (default: ${DEFAULT-VALUE}).")
        double outerLearningRate = Defaults.OUTER_LEARNING_RATE;

        // Null if not given: the engine then depends on the averaging rule.
        @Option(
                names = "--engine",
                paramLabel = "NAME",
                description = {
                    "Training engine: simd (built-in vectorized kernels) or dl4j (stock MultiLayerNetwork)",
                    "(default: simd; dl4j for averaging dl4j)."
                })
        @Nullable Engine engine;

        @Option(
                names = "--seed",
                paramLabel = "N",
                description = {
                    "Seed of initial parameters, validation split, order and augmentation, a 64-bit integer",
                    "(default: ${DEFAULT-VALUE})."
                })
        long seed = Defaults.SEED;

        private AveragingConfig averaging() {
            String remedy = "with this averaging: set averaging to nesterov";
            boolean hasOuterMomentum = averaging == Averaging.NESTEROV;
            requireUsed("outer-momentum", outerMomentum != Defaults.OUTER_MOMENTUM, hasOuterMomentum, remedy);
            requireUsed(
                    "outer-learning-rate", outerLearningRate != Defaults.OUTER_LEARNING_RATE, hasOuterMomentum, remedy);
            return new AveragingConfig(
                    averaging,
                    averagingFrequency,
                    averagingWarmupRounds,
                    optional(aggregationDepth),
                    outerMomentum,
                    outerLearningRate);
        }

        private Engine engine() {
            if (engine != null) {
                return engine;
            }
            return averaging == Averaging.DL4J ? Engine.DL4J : Defaults.ENGINE;
        }
    }

    @Command(optionListHeading = "%nOptimizer:%n")
    static final class OptimizerOptions {

        @Option(
                names = "--updater",
                paramLabel = "NAME",
                description = "Update rule: adam, nesterovs or sgd (default: ${DEFAULT-VALUE}).")
        Updater updater = Defaults.UPDATER;

        @Option(
                names = "--learning-rate",
                paramLabel = "X",
                description = "Learning rate, greater than 0 (default: ${DEFAULT-VALUE}).")
        double learningRate = Defaults.LEARNING_RATE;

        @Option(
                names = "--momentum",
                paramLabel = "X",
                description = "Momentum of nesterovs, 0 or more and less than 1 (default: ${DEFAULT-VALUE}).")
        double momentum = Defaults.MOMENTUM;

        @Option(
                names = "--schedule",
                paramLabel = "NAME",
                description = "Learning-rate schedule: constant, step or cosine (default: ${DEFAULT-VALUE}).")
        Schedule schedule = Defaults.SCHEDULE;

        @Option(
                names = "--warmup-epochs",
                paramLabel = "X",
                description =
                        "Epochs in which the learning rate rises linearly, 0 or more (default: ${DEFAULT-VALUE}).")
        double warmupEpochs = Defaults.WARMUP_EPOCHS;

        @Option(
                names = "--step-epochs",
                paramLabel = "N",
                description = "Epochs between two steps of schedule step, 1 or more (default: ${DEFAULT-VALUE}).")
        int stepEpochs = Defaults.STEP_EPOCHS;

        @Option(
                names = "--step-factor",
                paramLabel = "X",
                description = "Factor of each step, greater than 0 and at most 1 (default: ${DEFAULT-VALUE}).")
        double stepFactor = Defaults.STEP_FACTOR;

        @Option(
                names = "--l2",
                paramLabel = "X",
                description = "L2 regularization coefficient, 0 or more (default: ${DEFAULT-VALUE}).")
        double l2 = Defaults.L2;

        @Option(
                names = "--label-smoothing",
                paramLabel = "X",
                description = "Label smoothing, 0 or more and less than 1 (default: ${DEFAULT-VALUE}).")
        double labelSmoothing = Defaults.LABEL_SMOOTHING;

        @Option(
                names = "--dropout",
                paramLabel = "X",
                description =
                        "Dropout probability before the last layer, 0 or more and less than 1 (default: ${DEFAULT-VALUE}).")
        double dropout = Defaults.DROPOUT;

        @Option(
                names = "--ema-decay",
                paramLabel = "X",
                description = {
                    "Decay per update of an exponential moving average of the parameters, less than 1;",
                    "0 disables it (default: ${DEFAULT-VALUE})."
                })
        double emaDecay = Defaults.EMA_DECAY;

        private OptimizerConfig toConfig() {
            OptimizerConfig config = new OptimizerConfig(
                    updater,
                    learningRate,
                    momentum,
                    new ScheduleConfig(schedule, warmupEpochs, stepEpochs, stepFactor),
                    l2,
                    labelSmoothing,
                    dropout,
                    emaDecay);
            requireSchedule("warmup-epochs", warmupEpochs != Defaults.WARMUP_EPOCHS, schedule != Schedule.CONSTANT);
            requireSchedule("step-epochs", stepEpochs != Defaults.STEP_EPOCHS, schedule == Schedule.STEP);
            requireSchedule("step-factor", stepFactor != Defaults.STEP_FACTOR, schedule == Schedule.STEP);
            if (momentum != Defaults.MOMENTUM && updater != Updater.NESTEROVS) {
                throw ConfigException.about(
                        "momentum",
                        "Momentum needs updater nesterovs, got: " + updater
                                + "; set updater to nesterovs or leave momentum out");
            }
            return config;
        }
    }

    private static void requireSchedule(String option, boolean set, boolean used) {
        requireUsed(
                option,
                set,
                used,
                "with this schedule: set schedule to step" + (option.startsWith("warmup") ? " or cosine" : ""));
    }

    private static void requireUsed(String option, boolean set, boolean used, String remedy) {
        if (set && !used) {
            throw ConfigException.about(
                    option, Spelling.sentence(option) + " has no effect " + remedy + " or leave it out");
        }
    }

    @Command(optionListHeading = "%nCheckpoints:%n")
    static final class CheckpointOptions {

        @Option(
                names = "--checkpoint-every-rounds",
                paramLabel = "N",
                description =
                        "Rounds between checkpoints within an epoch, 1 or more (default: at the end of each epoch).")
        @Nullable Integer everyRounds;

        @Option(
                names = "--keep-last",
                paramLabel = "N",
                description = "Newest checkpoints to keep besides the best one, 1 or more (default: ${DEFAULT-VALUE}).")
        int keepLast = Defaults.KEEP_LAST;

        private CheckpointConfig toConfig() {
            return new CheckpointConfig(optional(everyRounds), keepLast);
        }
    }

    @Command(optionListHeading = "%nEarly stopping:%n")
    static final class StoppingOptions {

        @Option(
                names = "--early-stopping-patience",
                paramLabel = "N",
                description = "Stop after N epochs without an improvement of the metric, 1 or more (default: off).")
        @Nullable Integer patience;

        @Option(
                names = "--early-stopping-metric",
                paramLabel = "METRIC",
                description = "Validation metric to monitor: accuracy or loss (default: ${DEFAULT-VALUE}).")
        StoppingConfig.Metric metric = Defaults.EARLY_STOPPING_METRIC;

        @Option(
                names = "--early-stopping-min-delta",
                paramLabel = "X",
                description = "Smallest change that counts as an improvement, 0 or more (default: ${DEFAULT-VALUE}).")
        double minDelta = Defaults.EARLY_STOPPING_MIN_DELTA;

        @Option(
                names = "--target-accuracy",
                paramLabel = "X",
                description =
                        "Stop when the validation accuracy reaches X, greater than 0 and at most 1 (default: off).")
        @Nullable Double targetAccuracy;

        @Option(
                names = "--max-time",
                paramLabel = "DURATION",
                description = "Stop after this time: 30s, 10m, 1h30m or PT10M, up to 365 days (default: off).")
        @Nullable Duration maxTime;

        private StoppingConfig toConfig() {
            requirePatience("early-stopping-metric", metric != Defaults.EARLY_STOPPING_METRIC);
            requirePatience("early-stopping-min-delta", minDelta != Defaults.EARLY_STOPPING_MIN_DELTA);
            return new StoppingConfig(
                    optional(patience),
                    metric,
                    minDelta,
                    targetAccuracy == null ? OptionalDouble.empty() : OptionalDouble.of(targetAccuracy),
                    Optional.ofNullable(maxTime));
        }

        private void requirePatience(String option, boolean set) {
            if (set && patience == null) {
                throw ConfigException.about(
                        option,
                        Spelling.sentence(option)
                                + " has no effect without patience: set early-stopping-patience or leave it out");
            }
        }
    }

    @Command(optionListHeading = "%nReport and experiment tracking:%n")
    static final class TrackingOptions {

        @Option(
                names = "--report",
                arity = "0..1",
                paramLabel = "BOOL",
                fallbackValue = "true",
                description = "Write report/ to the run directory (default: ${DEFAULT-VALUE}).")
        boolean report = Defaults.REPORT;

        @Option(
                names = "--tensorboard",
                arity = "0..1",
                paramLabel = "BOOL",
                fallbackValue = "true",
                description = "Write TensorBoard event files to the run directory (default: ${DEFAULT-VALUE}).")
        boolean tensorboard = Defaults.TENSORBOARD;

        @Option(
                names = "--mlflow-uri",
                paramLabel = "URI",
                description = "MLflow tracking server to log the run to (default: none).")
        @Nullable String mlflowUri;

        @Option(
                names = "--mlflow-experiment",
                paramLabel = "NAME",
                description = "MLflow experiment; created if it does not exist (default: ${DEFAULT-VALUE}).")
        String mlflowExperiment = Defaults.MLFLOW_EXPERIMENT;

        private TrackingConfig toConfig() {
            requireUsed(
                    "mlflow-experiment",
                    !mlflowExperiment.equals(Defaults.MLFLOW_EXPERIMENT),
                    mlflowUri != null,
                    "without a server: set mlflow-uri");
            return new TrackingConfig(report, tensorboard, Optional.ofNullable(mlflowUri), mlflowExperiment);
        }
    }

    /**
     * Returns the settings of a command line, for programs and tests: {@code parse("--epochs", "2")}.
     *
     * @throws ConfigException as for the command
     */
    public static TrainConfig parse(String... arguments) {
        TrainOptions options = new TrainOptions();
        OptionParser.parse(OptionParser.prepare(new CommandLine(options)), Optional.empty(), List.of(arguments));
        return options.toConfig();
    }

    /**
     * Returns the settings.
     *
     * @throws ConfigException if a value is out of its range, or two values exclude each other
     */
    public TrainConfig toConfig() {
        return new TrainConfig(
                data.data,
                data.dataFormat(),
                optional(data.classes),
                Optional.ofNullable(data.output),
                data.outputMode(),
                training.epochs,
                training.batchSize,
                optional(training.replicas),
                network.toConfig(),
                optimizer.toConfig(),
                data.validationSize,
                data.inputScaling,
                data.augment(),
                training.averaging(),
                training.engine(),
                checkpoint.toConfig(),
                stopping.toConfig(),
                tracking.toConfig(),
                training.seed);
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
