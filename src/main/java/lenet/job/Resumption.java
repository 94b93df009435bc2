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
                new Progress(settings, null, 0, 0, 0, PartialEpoch.NONE, null, 0), network, Map.of(), null);
    }

    /**
     * Goes on from the newest complete checkpoint.
     *
     * @throws OutputException if there is none, or it cannot be read
     * @throws ConfigException if it was made with other settings
     */
    static Resumption from(CheckpointStore store, Map<String, String> settings, String uri) {
        try {
            Optional<Checkpoint> newest = store.newest();
            if (newest.isEmpty()) {
                throw new OutputException(
                        uri + ": has no complete checkpoint to resume from; start again with --overwrite");
            }
            Checkpoint checkpoint = newest.get();
            requireSame(checkpoint.progress().settings(), settings, uri);
            Progress.Best best = checkpoint.progress().best();
            ModelArchive archive = ModelArchive.read(checkpoint.model());
            return new Resumption(
                    checkpoint.progress(),
                    archive.network(),
                    archive.vectors(),
                    best == null ? null : best(store, best, uri));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    private static ModelState best(CheckpointStore store, Progress.Best best, String uri) {
        String name = best.checkpoint();
        try {
            ModelArchive archive = ModelArchive.read(store.load(name).model());
            ModelState state = ModelState.of(archive.network());
            if (!best.ofAverage()) {
                return state;
            }
            float[] average = archive.vectors().get(ModelArchive.MOVING_AVERAGE);
            if (average == null) {
                throw new IOException("it has no moving average");
            }
            return AveragingState.withParameters(state, average);
        } catch (IOException e) {
            throw new OutputException(
                    "%s: the checkpoint of the best epoch, %s, is damaged (%s); start again with --overwrite"
                            .formatted(uri, name, e.getMessage()));
        }
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
