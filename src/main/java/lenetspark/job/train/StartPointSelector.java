package lenetspark.job.train;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.config.OutputMode;
import lenetspark.config.ScheduleConfig.Schedule;
import lenetspark.config.TrainConfig;
import lenetspark.job.Console;
import lenetspark.recipe.TrainingData;
import lenetspark.run.OutputException;
import lenetspark.run.RunDirectory;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Selects where a run starts: with a new network, or at the newest checkpoint of the run that is resumed.
 *
 * @param lockFiles names of the files of the run lock, which a new run keeps when it clears the directory
 */
record StartPointSelector(TrainConfig config, RunDirectory directory, Set<String> lockFiles, Console console) {

    /**
     * Returns the start point; empty if the resumed run has finished and all of its outputs exist.
     *
     * @param previous the run whose record is in the directory
     * @param network a new network
     */
    Optional<StartPoint> select(
            CheckpointStore checkpoints, PreviousRun previous, TrainingData data, MultiLayerNetwork network) {
        Map<String, String> settings =
                RunSettings.resumable(config, data.dataset().digests());
        if (config.outputMode() != OutputMode.RESUME) {
            return Optional.of(StartPoint.fresh(network, settings));
        }
        Optional<StartPoint> checkpointed = StartPoint.fromCheckpoint(checkpoints, settings, directory, console);
        boolean complete = previous.isTested() && directory.hasOutputs(previous.modelSha256());
        if (checkpointed.isEmpty()) {
            if (complete && previous.changedSettings(RunSettings.of(config)).isEmpty()) {
                return Optional.empty();
            }
            prepareRestart(previous, data);
            return Optional.of(StartPoint.fresh(network, settings));
        }
        StartPoint start = checkpointed.get();
        if (complete && previous.epochs() == start.progress().epoch() && isTrained(start.progress())) {
            return Optional.empty();
        }
        warnOfChangedCosine(start.progress());
        return Optional.of(new StartPoint(
                start.progress().withSettings(settings), start.network(), start.vectors(), start.bestState()));
    }

    /** Clears the directory of a run that made no checkpoint, so that the same command starts and resumes a run. */
    private void prepareRestart(PreviousRun previous, TrainingData data) {
        if (previous.isTested()) {
            throw new OutputException(directory.uri()
                    + ": has the result of a run but no checkpoint to resume from; start again with --overwrite");
        }
        console.progress(directory.uri() + ": has no complete checkpoint yet: starting from the beginning");
        Set<String> changed = previous.changedSettings(RunSettings.of(config));
        if (!changed.isEmpty()) {
            console.warn("%s: was started with other settings (%s) and made no checkpoint: starting with the new ones"
                    .formatted(directory.uri(), String.join(", ", changed)));
        }
        directory.clear(lockFiles);
    }

    private boolean isTrained(Progress progress) {
        if (progress.round() != 0) {
            return false;
        }
        if (progress.epoch() >= config.epochs()) {
            return true;
        }
        Progress.Best best = progress.best();
        StoppingRule stopping = new StoppingRule(config.stopping(), Optional::empty, System::nanoTime);
        stopping.resume(progress.improvement());
        return config.validationSize() > 0
                && best != null
                && stopping.reasonAfterValidation(progress.epoch(), best.accuracy())
                        .isPresent();
    }

    private void warnOfChangedCosine(Progress progress) {
        String epochs = progress.settings().get(RunSettings.EPOCHS);
        if (config.optimizer().schedule().schedule() == Schedule.COSINE
                && !String.valueOf(config.epochs()).equals(epochs)) {
            console.warn(
                    "the cosine schedule now ends after epoch %d instead of %s: the result differs from a run that was started with %d epochs"
                            .formatted(config.epochs(), epochs, config.epochs()));
        }
    }
}
