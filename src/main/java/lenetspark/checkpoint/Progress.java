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
 * How far a run has come: with the model archive beside it, all that exact resume needs. Whatever else training uses (the
 * order of the examples, the shards, the held-out set) is a function of the settings.
 *
 * @param settings what must be the same for the run to be resumed, by name
 * @param engine what computed so far; null before the first round
 * @param epoch epochs completed
 * @param round rounds completed in the epoch after those
 * @param iteration updates made
 * @param partialEpoch what the completed rounds of the unfinished epoch add up to
 * @param best the best epoch so far; null before the first
 * @param improvement the last epoch that early stopping counted as better; null before the first
 * @param metrics lines of the metrics file so far; kept by the checkpoints because that file is rewritten in place on some
 *     filesystems, and what is resumed must not depend on it
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

    /** Oldest first: by number, because names of more than four digits do not sort as text. */
    static final Comparator<String> OLDEST_FIRST = Comparator.comparingInt((String name) -> number("epoch", name))
            .thenComparingInt(name -> number("round", name));

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
     * @param examples trained
     * @param correct classified right before their update; negative where the network is no classifier
     * @param lossSum over the examples
     * @param computeSeconds of the slowest replica of each round
     * @param averagingSeconds on the driver
     * @param waitingSeconds the rest
     */
    public record PartialEpoch(
            long examples,
            long correct,
            double lossSum,
            double computeSeconds,
            double averagingSeconds,
            double waitingSeconds) {

        /** Nothing trained yet. */
        public static final PartialEpoch NONE = new PartialEpoch(0, 0, 0, 0, 0, 0);
    }

    /**
     * The epoch with the best validation accuracy.
     *
     * @param epoch epochs completed when it was reached
     * @param accuracy on the validation set; NaN without one
     * @param loss on the validation set; NaN without one
     * @param checkpoint name of its checkpoint
     * @param ofAverage whether it is the moving average of the parameters that was so good, not the parameters
     * @param modelSha256 digest of the archive of that model alone
     */
    public record Best(
            int epoch, double accuracy, double loss, String checkpoint, boolean ofAverage, String modelSha256) {
        /** @throws IllegalArgumentException if that is not the name of a checkpoint */
        public Best {
            Objects.requireNonNull(checkpoint, "checkpoint is null");
            Objects.requireNonNull(modelSha256, "modelSha256 is null");
            if (!isName(checkpoint)) {
                throw new IllegalArgumentException(
                        "Best checkpoint must be named like epoch-0003-round-0000, got: " + checkpoint);
            }
        }

        /** Whether a later epoch is better: more accurate, or as accurate with less loss; always without validation. */
        public boolean isBeatenBy(double otherAccuracy, double otherLoss) {
            return Double.isNaN(otherAccuracy)
                    || otherAccuracy > accuracy
                    || otherAccuracy == accuracy && otherLoss < loss;
        }
    }

    /**
     * An epoch that was better than those before by as much as early stopping asks for.
     *
     * @param epoch epochs completed when it was reached
     * @param accuracy on the validation set
     * @param loss on the validation set
     */
    public record Improvement(int epoch, double accuracy, double loss) {}

    /** The same progress with other settings. */
    public Progress withSettings(Map<String, String> others) {
        return new Progress(others, engine, epoch, round, iteration, partialEpoch, best, improvement, metrics);
    }

    /** The same progress with other lines of the metrics file. */
    Progress withMetrics(List<String> others) {
        return new Progress(settings, engine, epoch, round, iteration, partialEpoch, best, improvement, others);
    }

    /** The same progress without a best epoch. */
    public Progress withoutBest() {
        return new Progress(settings, engine, epoch, round, iteration, partialEpoch, null, improvement, metrics);
    }

    /** The name of this point of the run's checkpoint: {@code epoch-0003-round-0000}. */
    public String name() {
        return nameOf(epoch, round);
    }

    /** The name of the checkpoint after {@code epoch} epochs and {@code round} rounds of the next. */
    public static String nameOf(int epoch, int round) {
        return String.format(Locale.ROOT, "epoch-%04d-round-%04d", epoch, round);
    }

    /** Whether that is the name of a checkpoint. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static int number(String group, String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the name of a checkpoint: '" + name + "'");
        }
        return Integer.parseInt(matcher.group(group));
    }
}
