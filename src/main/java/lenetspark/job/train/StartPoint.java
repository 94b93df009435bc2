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
 * Where a run begins: with fresh weights, or where a checkpoint left off.
 *
 * @param vectors what averaging keeps beside the network, by the names of {@link ModelArchive}
 * @param bestState the parameters of the best epoch so far; null if there is none
 */
record StartPoint(
        Progress progress, MultiLayerNetwork network, Map<String, float[]> vectors, @Nullable ModelState bestState) {

    /** What stands in an error for a setting that one of the two does not have. */
    private static final String ABSENT = "absent";

    static StartPoint fresh(MultiLayerNetwork network, Map<String, String> settings) {
        return new StartPoint(
                new Progress(settings, null, 0, 0, 0, PartialEpoch.NONE, null, null, List.of()),
                network,
                Map.of(),
                null);
    }

    /**
     * Goes on from the newest complete checkpoint, if there is one; damage that is got over is warned of.
     *
     * @throws OutputException if there was one that is damaged or another run's, or it cannot be read
     * @throws ConfigException if it was made with other settings
     */
    static Optional<StartPoint> from(
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
            store.settle(checkpoint.progress());
            Progress progress = checkpoint.progress();
            Progress.Best named = progress.best();
            ModelState best = named == null ? null : best(store, named, run, console);
            ModelArchive archive = ModelArchive.read(checkpoint.model());
            return Optional.of(new StartPoint(
                    best == null ? progress.withoutBest() : progress, archive.network(), archive.vectors(), best));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** The best epoch's parameters, from its checkpoint or from the model of the run; null if both are damaged. */
    private static @Nullable ModelState best(
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
                console.warn(damage + "; going on with " + RunDirectory.MODEL + ", which is the same");
                return state(ModelArchive.read(model), false);
            }
        } catch (IOException e) {
            // The damage is what is told.
        }
        console.warn(damage + " and " + RunDirectory.MODEL
                + " is no copy of it; the best of the epochs from here on is kept");
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

    /** Compares in both directions: what only one of the two has is a difference, too. */
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
