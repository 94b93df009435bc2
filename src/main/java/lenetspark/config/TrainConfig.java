package lenetspark.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import lenetspark.config.AugmentConfig.Augment;

/**
 * Settings of a training run.
 *
 * @param data directory of the training set and the test set, as a path or URI
 * @param dataFormat storage format of both sets
 * @param classes number of classes, 2 to 1,000, some of which may have no examples; empty to derive it from the labels
 * @param output run directory, as a path or URI; empty for {@code runs/<time>-<seed>}
 * @param epochs passes over the training set, 1 to 1,000,000
 * @param batchSize examples in a minibatch of one replica, 1 to 65,536
 * @param replicas replicas of the network, and partitions of the training set, 1 to 100,000; empty for Spark's default
 *     parallelism
 * @param validationSize training examples held out for validation, at least 0
 * @param inputScaling normalization of the pixels
 * @param seed seed of the initial parameters, the validation split, the order of the examples and the augmentation
 */
public record TrainConfig(
        String data,
        DataFormat dataFormat,
        OptionalInt classes,
        Optional<String> output,
        OutputMode outputMode,
        int epochs,
        int batchSize,
        OptionalInt replicas,
        NetworkConfig network,
        OptimizerConfig optimizer,
        int validationSize,
        InputScaling inputScaling,
        AugmentConfig augment,
        AveragingConfig averaging,
        Engine engine,
        CheckpointConfig checkpoint,
        StoppingConfig stopping,
        TrackingConfig tracking,
        long seed) {

    /**
     * Checks the ranges and the combinations.
     *
     * @throws ConfigException if a value is out of its range, or two values exclude each other
     */
    public TrainConfig {
        Objects.requireNonNull(dataFormat, "dataFormat");
        Objects.requireNonNull(outputMode, "outputMode");
        Objects.requireNonNull(inputScaling, "inputScaling");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(augment, "augment");
        Objects.requireNonNull(averaging, "averaging");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(tracking, "tracking");
        Validation.location("data", data);
        Validation.location("output", output);
        classes.ifPresent(count -> Validation.between("classes", count, 2, 1000));
        Validation.between("epochs", epochs, 1, 1_000_000);
        Validation.between("batch-size", batchSize, 1, 65_536);
        replicas.ifPresent(count -> Validation.between("replicas", count, 1, 100_000));
        Validation.atLeast("validation-size", validationSize, 0);
        checkOutput(output, outputMode);
        checkEngine(averaging.rule(), engine);
        if (averaging.rule() == Averaging.DL4J) {
            requireUnset("augment", augment.augment() == Augment.NONE);
            requireUnset("averaging-warmup-rounds", averaging.warmupRounds() == 0);
            requireUnset("aggregation-depth", averaging.aggregationDepth().isEmpty());
            requireUnset("label-smoothing", optimizer.labelSmoothing() == 0);
            requireUnset("ema-decay", optimizer.emaDecay() == 0);
        }
        checkValidation(validationSize, stopping);
    }

    private static void checkOutput(Optional<String> output, OutputMode mode) {
        if (mode != OutputMode.NEW && output.isEmpty()) {
            throw ConfigException.about(
                    mode.toString(),
                    Spelling.sentence(mode.toString()) + " needs output: name the run directory with output");
        }
    }

    private static void checkEngine(Averaging averaging, Engine engine) {
        if (averaging == Averaging.DL4J && engine != Engine.DL4J) {
            throw ConfigException.about(
                    "averaging",
                    "Averaging dl4j needs engine dl4j, got: " + engine + "; set engine to dl4j or leave it out");
        }
    }

    private static void requireUnset(String option, boolean unset) {
        if (!unset) {
            throw ConfigException.about(
                    option,
                    "Averaging dl4j does not support " + option.replace('-', ' ')
                            + ": set averaging to weighted or nesterov, or leave it out");
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
