package lenet.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lenet.checkpoint.Checkpoint;
import lenet.checkpoint.CheckpointStore;
import lenet.checkpoint.Progress;
import lenet.checkpoint.Progress.PartialEpoch;
import lenet.checkpoint.Sha256;
import lenet.config.ConfigException;
import lenet.model.ModelArchive;
import lenet.training.ModelState;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Where a run begins: with fresh weights, or where a checkpoint left off.
 *
 * @param vectors what averaging keeps beside the network, by the names of {@link ModelArchive}
 * @param bestState the parameters of the best epoch so far; null if there is none
 */
record Resumption(
        Progress progress, MultiLayerNetwork network, Map<String, float[]> vectors, @Nullable ModelState bestState) {

    static Resumption fresh(MultiLayerNetwork network, Map<String, String> settings) {
        return new Resumption(
                new Progress(settings, null, 0, 0, 0, PartialEpoch.NONE, null, null, List.of()),
                network,
                Map.of(),
                null);
    }

    /**
     * Goes on from the newest complete checkpoint; damage that is got over is warned of.
     *
     * @throws OutputException if there is none, or it cannot be read
     * @throws ConfigException if it was made with other settings
     */
    static Resumption from(CheckpointStore store, Map<String, String> settings, RunDirectory run, Console console) {
        try {
            Optional<Checkpoint> newest = store.newest();
            if (newest.isEmpty()) {
                throw new OutputException(
                        run.uri() + ": has no complete checkpoint to resume from; start again with --overwrite");
            }
            Checkpoint checkpoint = newest.get();
            requireSame(checkpoint.progress().settings(), settings, run.uri());
            store.settle(checkpoint.progress());
            Progress progress = checkpoint.progress();
            Progress.Best named = progress.best();
            ModelState best = named == null ? null : best(store, named, run, console);
            ModelArchive archive = ModelArchive.read(checkpoint.model());
            return new Resumption(
                    best == null ? progress.withoutBest() : progress, archive.network(), archive.vectors(), best);
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

    private static void requireSame(Map<String, String> checkpointed, Map<String, String> current, String uri) {
        List<String> differences = new ArrayList<>();
        current.forEach((name, value) -> {
            String before = checkpointed.get(name);
            boolean grown = name.equals(Settings.EPOCHS)
                    && before != null
                    && Integer.parseInt(value) >= Integer.parseInt(before);
            if (!value.equals(before) && !grown) {
                differences.add("%s is %s, was %s".formatted(name, value, before));
            }
        });
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    "%s: cannot be resumed with other settings: %s".formatted(uri, String.join("; ", differences)));
        }
    }
}
