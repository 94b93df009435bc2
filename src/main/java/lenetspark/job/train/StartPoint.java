package lenetspark.job.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lenetspark.checkpoint.Checkpoint;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.config.ConfigException;
import lenetspark.job.Console;
import lenetspark.model.ModelArchive;
import lenetspark.run.OutputException;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Sha256;
import lenetspark.training.replica.ModelState;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Start point of a run: a new network or the state of a checkpoint.
 *
 * @param vectors state vectors of {@link AveragingState}, by the names of {@link ModelArchive}
 * @param bestState parameters of the best epoch so far; null if there is none
 */
record StartPoint(
        Progress progress, MultiLayerNetwork network, Map<String, float[]> vectors, @Nullable ModelState bestState) {

    /** Shown in an error in place of the value of a missing setting. */
    private static final String ABSENT = "absent";

    /** Returns the start point of a new run. */
    static StartPoint fresh(MultiLayerNetwork network, Map<String, String> settings) {
        return new StartPoint(
                new Progress(settings, null, 0, 0, 0, PartialEpoch.NONE, null, null, List.of()),
                network,
                Map.of(),
                null);
    }

    /**
     * Returns the start point at the newest complete checkpoint; empty if there is no checkpoint. Prints a warning for damage
     * that does not prevent the resume.
     *
     * @throws OutputException if all checkpoints are damaged or of another run, or the directory cannot be read
     * @throws ConfigException if the checkpoint was made with other settings
     */
    static Optional<StartPoint> fromCheckpoint(
            CheckpointStore store, Map<String, String> settings, RunDirectory run, Console console) {
        try {
            Optional<Checkpoint> newest = store.newest();
            if (newest.isEmpty()) {
                if (store.hasManifest()) {
                    throw new OutputException(run.uri()
                            + ": has no undamaged checkpoint of its run to resume from; start again with --overwrite");
                }
                return Optional.empty();
            }
            Checkpoint checkpoint = newest.get();
            requireSame(checkpoint.progress().settings(), settings, run.uri());
            store.completeSave(checkpoint.progress());
            Progress progress = checkpoint.progress();
            Progress.Best bestEpoch = progress.best();
            ModelState best = bestEpoch == null ? null : bestState(store, bestEpoch, run, console);
            ModelArchive archive = ModelArchive.read(checkpoint.model());
            return Optional.of(new StartPoint(
                    best == null ? progress.withoutBest() : progress, archive.network(), archive.vectors(), best));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Reads the parameters of the best epoch from its checkpoint or the model of the run; null if both are damaged. */
    private static @Nullable ModelState bestState(
            CheckpointStore store, Progress.Best best, RunDirectory run, Console console) {
        String damage;
        try {
            return state(ModelArchive.read(store.model(best.checkpoint())), best.ofAverage());
        } catch (IOException e) {
            damage = "%s: the checkpoint of the best epoch, %s, is damaged (%s)"
                    .formatted(run.uri(), best.checkpoint(), e.getMessage());
        }
        try {
            byte[] model = run.model();
            if (Sha256.of(model).equals(best.modelSha256())) {
                console.warn(damage + "; using the identical " + RunDirectory.MODEL);
                return state(ModelArchive.read(model), false);
            }
        } catch (IOException e) {
            // The warning below covers a missing or unreadable model.
        }
        console.warn(damage + " and " + RunDirectory.MODEL
                + " is not a copy of it; the best epoch is selected from the epochs trained from now on");
        return null;
    }

    private static ModelState state(ModelArchive archive, boolean ofAverage) throws IOException {
        ModelState state = ModelState.of(archive.network());
        if (!ofAverage) {
            return state;
        }
        float[] average = archive.vectors().get(ModelArchive.MOVING_AVERAGE);
        if (average == null) {
            throw new IOException("it has no moving average");
        }
        return AveragingState.withParameters(state, average);
    }

    /** Compares the settings in both directions, because a setting that only one side has is a difference, too. */
    static void requireSame(Map<String, String> checkpointed, Map<String, String> current, String uri) {
        Set<String> names = new LinkedHashSet<>(current.keySet());
        names.addAll(checkpointed.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String value = current.getOrDefault(name, ABSENT);
            String before = checkpointed.getOrDefault(name, ABSENT);
            if (!value.equals(before) && !(name.equals(RunSettings.EPOCHS) && isAtLeast(value, before))) {
                differences.add("%s is %s, was %s".formatted(name, value, before));
            }
        }
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    "%s: cannot be resumed with other settings: %s".formatted(uri, String.join("; ", differences)));
        }
    }

    private static boolean isAtLeast(String value, String before) {
        return !before.equals(ABSENT) && Integer.parseInt(value) >= Integer.parseInt(before);
    }
}
