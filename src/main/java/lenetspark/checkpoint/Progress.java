package lenetspark.checkpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Training progress of a run. Together with the model archive it is all that an exact resume needs: everything else that
 * training uses (the order of the examples, the shards, the validation set) is a function of the settings.
 *
 * @param settings settings that must be the same for a resume, by name
 * @param engine training engine so far; null before the first round
 * @param epoch number of completed epochs
 * @param round number of completed rounds of the next epoch
 * @param iteration number of updates
 * @param partialEpoch sums over the completed rounds of the unfinished epoch
 * @param best the best epoch so far; null before the first
 * @param improvement the last epoch that early stopping counted as an improvement; null before the first
 * @param metrics metrics lines so far; checkpoints store them because some filesystems rewrite the metrics file in place, so a
 *     resume must not depend on that file
 */
public record Progress(
        Map<String, String> settings,
        @Nullable String engine,
        int epoch,
        int round,
        int iteration,
        PartialEpoch partialEpoch,
        @Nullable Best best,
        @Nullable Improvement improvement,
        List<String> metrics) {

    /** Orders names by their numbers, because numbers of more than four digits do not sort as text. */
    static final Comparator<String> OLDEST_FIRST = Comparator.comparingInt((String name) -> numberIn("epoch", name))
            .thenComparingInt(name -> numberIn("round", name));

    private static final Pattern NAME = Pattern.compile("epoch-(?<epoch>\\d{4,9})-round-(?<round>\\d{4,9})");

    /** @throws IllegalArgumentException if a number is negative; a checkpoint may have been tampered with */
    public Progress {
        Objects.requireNonNull(settings, "settings is null");
        Objects.requireNonNull(partialEpoch, "partialEpoch is null");
        metrics = List.copyOf(Objects.requireNonNull(metrics, "metrics is null"));
        if (epoch < 0 || round < 0 || iteration < 0) {
            throw new IllegalArgumentException("Epoch, round and iteration must be at least 0, got: %d, %d, %d"
                    .formatted(epoch, round, iteration));
        }
    }

    /**
     * Sums over the rounds of an unfinished epoch.
     *
     * @param examples number of examples trained
     * @param correct number of examples classified correctly before their update; negative if the network is not a classifier
     * @param lossSum sum of the losses of the examples
     * @param computeSeconds compute time of the slowest replica of each round
     * @param averagingSeconds averaging time on the driver
     * @param waitingSeconds remaining time of the rounds
     */
    public record PartialEpoch(
            long examples,
            long correct,
            double lossSum,
            double computeSeconds,
            double averagingSeconds,
            double waitingSeconds) {

        /** An epoch without completed rounds. */
        public static final PartialEpoch NONE = new PartialEpoch(0, 0, 0, 0, 0, 0);
    }

    /**
     * The epoch with the best validation accuracy.
     *
     * @param epoch number of completed epochs
     * @param accuracy validation accuracy; NaN without a validation set
     * @param loss validation loss; NaN without a validation set
     * @param checkpoint name of the checkpoint of the epoch
     * @param ofAverage whether the results are those of the moving average instead of the parameters
     * @param modelSha256 SHA-256 of the archive that contains only this model
     */
    public record Best(
            int epoch, double accuracy, double loss, String checkpoint, boolean ofAverage, String modelSha256) {
        /** @throws IllegalArgumentException if {@code checkpoint} is not the name of a checkpoint */
        public Best {
            Objects.requireNonNull(checkpoint, "checkpoint is null");
            Objects.requireNonNull(modelSha256, "modelSha256 is null");
            if (!isName(checkpoint)) {
                throw new IllegalArgumentException(
                        "Best checkpoint must be named like epoch-0003-round-0000, got: " + checkpoint);
            }
        }

        /** Returns whether a later epoch has a higher accuracy, or the same with a lower loss; true without validation. */
        public boolean isBeatenBy(double otherAccuracy, double otherLoss) {
            return Double.isNaN(otherAccuracy)
                    || otherAccuracy > accuracy
                    || otherAccuracy == accuracy && otherLoss < loss;
        }
    }

    /**
     * An epoch that early stopping counted as an improvement.
     *
     * @param epoch number of completed epochs
     * @param accuracy validation accuracy
     * @param loss validation loss
     */
    public record Improvement(int epoch, double accuracy, double loss) {}

    /** Returns the same progress with other settings. */
    public Progress withSettings(Map<String, String> newSettings) {
        return new Progress(newSettings, engine, epoch, round, iteration, partialEpoch, best, improvement, metrics);
    }

    /** Returns the same progress with other metrics lines. */
    Progress withMetrics(List<String> newMetrics) {
        return new Progress(settings, engine, epoch, round, iteration, partialEpoch, best, improvement, newMetrics);
    }

    /** Returns the same progress without a best epoch. */
    public Progress withoutBest() {
        return new Progress(settings, engine, epoch, round, iteration, partialEpoch, null, improvement, metrics);
    }

    /** Returns the name of the checkpoint of this progress, such as {@code epoch-0003-round-0000}. */
    public String name() {
        return nameOf(epoch, round);
    }

    /** Returns the name of the checkpoint after {@code epoch} epochs and {@code round} rounds of the next epoch. */
    public static String nameOf(int epoch, int round) {
        return String.format(Locale.ROOT, "epoch-%04d-round-%04d", epoch, round);
    }

    /** Returns whether {@code name} is the name of a checkpoint. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static int numberIn(String group, String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Checkpoint must be named like epoch-0003-round-0000, got: " + name);
        }
        return Integer.parseInt(matcher.group(group));
    }
}
