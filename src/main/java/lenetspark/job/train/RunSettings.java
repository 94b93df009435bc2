package lenetspark.job.train;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import lenetspark.config.AveragingConfig;
import lenetspark.config.DataFormat;
import lenetspark.config.InputFormat;
import lenetspark.config.PredictConfig;
import lenetspark.config.ScheduleConfig;
import lenetspark.config.TrainConfig;
import lenetspark.data.FileDigest;
import lenetspark.recipe.TrainingData;
import lenetspark.training.WeightedAveragingTrainingMaster;

/**
 * Settings of a run by the names of their options. An option that the user left to the data or to the cluster has the value that
 * was in effect.
 */
final class RunSettings {

    /** The only setting that may increase when a run is resumed. */
    static final String EPOCHS = "epochs";

    private RunSettings() {}

    /** Values that the options may leave to the data or to the cluster. */
    record Found(InputFormat dataFormat, int classes, int replicas) {

        static Found in(TrainingData data) {
            return new Found(data.format(), data.dataset().classNames().size(), data.replicas());
        }
    }

    /** Returns all settings of the run, as a user could write them. */
    static Map<String, String> of(TrainConfig config, Found found) {
        Map<String, String> settings = decisive(config, found);
        settings.put("keep-last", String.valueOf(config.checkpoint().keepLast()));
        config.checkpoint()
                .everyRounds()
                .ifPresent(rounds -> settings.put("checkpoint-every-rounds", String.valueOf(rounds)));
        config.stopping()
                .patience()
                .ifPresent(epochs -> settings.put("early-stopping-patience", String.valueOf(epochs)));
        settings.put("early-stopping-metric", config.stopping().metric().toString());
        settings.put(
                "early-stopping-min-delta", String.valueOf(config.stopping().minDelta()));
        config.stopping()
                .targetAccuracy()
                .ifPresent(accuracy -> settings.put("target-accuracy", String.valueOf(accuracy)));
        settings.put("report", String.valueOf(config.tracking().report()));
        settings.put("tensorboard", String.valueOf(config.tracking().tensorboard()));
        config.tracking().mlflowUri().ifPresent(uri -> {
            settings.put("mlflow-uri", uri);
            settings.put("mlflow-experiment", config.tracking().mlflowExperiment());
        });
        config.stopping().maxTime().map(Duration::toString).ifPresent(time -> settings.put("max-time", time));
        return settings;
    }

    /** Returns the settings that determine the bits of the result and must not change on resume; {@link #EPOCHS} may increase. */
    static Map<String, String> resumable(TrainConfig config, Found found, Map<String, FileDigest> data) {
        Map<String, String> settings = decisive(config, found);
        data.forEach((name, digest) -> settings.put(name, digest.contentSha256()));
        return settings;
    }

    /** Returns these settings with defaults included, so that an option that is dropped on resume counts as a difference. */
    private static Map<String, String> decisive(TrainConfig config, Found found) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(EPOCHS, String.valueOf(config.epochs()));
        settings.put("seed", String.valueOf(config.seed()));
        DataFormat format = config.dataFormat();
        settings.put("data-format", found.dataFormat().toString());
        settings.put("column", format.column().orElse(PredictConfig.IMAGE));
        settings.put("label-column", format.labelColumn().orElse(DataFormat.LABEL));
        settings.put("transposed", String.valueOf(format.transposed()));
        settings.put("classes", String.valueOf(found.classes()));
        settings.put("batch-size", String.valueOf(config.batchSize()));
        settings.put("augment", config.augment().augment().toString());
        settings.put("augment-strength", String.valueOf(config.augment().strength()));
        AveragingConfig averaging = config.averaging();
        settings.put("averaging", averaging.rule().toString());
        settings.put("averaging-frequency", String.valueOf(averaging.frequency()));
        settings.put("averaging-warmup-rounds", String.valueOf(averaging.warmupRounds()));
        settings.put(
                "aggregation-depth",
                String.valueOf(WeightedAveragingTrainingMaster.aggregationDepth(
                        found.replicas(), averaging.aggregationDepth())));
        settings.put("outer-momentum", String.valueOf(averaging.outerMomentum()));
        settings.put("outer-learning-rate", String.valueOf(averaging.outerLearningRate()));
        settings.put("engine", config.engine().toString());
        settings.put("activation", config.network().activation().toString());
        settings.put("pooling", config.network().pooling().toString());
        settings.put("updater", config.optimizer().updater().toString());
        settings.put("learning-rate", String.valueOf(config.optimizer().learningRate()));
        settings.put("momentum", String.valueOf(config.optimizer().momentum()));
        ScheduleConfig schedule = config.optimizer().schedule();
        settings.put("schedule", schedule.schedule().toString());
        settings.put("warmup-epochs", String.valueOf(schedule.warmupEpochs()));
        settings.put("step-epochs", String.valueOf(schedule.stepEpochs()));
        settings.put("step-factor", String.valueOf(schedule.stepFactor()));
        settings.put("l2", String.valueOf(config.optimizer().l2()));
        settings.put("label-smoothing", String.valueOf(config.optimizer().labelSmoothing()));
        settings.put("dropout", String.valueOf(config.optimizer().dropout()));
        settings.put("ema-decay", String.valueOf(config.optimizer().emaDecay()));
        settings.put("input-scaling", config.inputScaling().toString());
        settings.put("validation-size", String.valueOf(config.validationSize()));
        settings.put("replicas", String.valueOf(found.replicas()));
        return settings;
    }
}
