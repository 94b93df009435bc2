package lenetspark.training.round;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one round. They are computed once, when the round ends. The components are the fields of a round in {@code
 * metrics.jsonl}, in that order, so renaming or moving one changes the file.
 *
 * @param epoch epoch of the round, from 1
 * @param round number of the round in its epoch, from 1
 * @param rounds number of rounds in the epoch
 * @param iteration number of updates so far
 * @param replicas number of replicas that had examples left to train
 * @param examples number of examples trained by all replicas
 * @param loss mean over the examples, computed before the update of their minibatch
 * @param averagedBytes size in bytes of the parameters and updater states that the replicas sent to the driver
 * @param trainingAccuracy fraction of the examples classified correctly before the update of their minibatch; null if the network
 *     is not a classifier
 * @param examplesPerSecond examples per second of wall-clock time
 * @param computeSeconds compute time of the slowest replica, from the arrival of the state to its last update
 * @param averagingSeconds time of averaging on the driver
 * @param waitingSeconds the rest of the round: starting tasks, transferring the state, waiting for the last replica
 * @param learningRate learning rate of the last update of the round; NaN if the network's updater has none
 * @param replicaSeconds compute time of each replica in the order of the partitions, rounded to a tenth of a millisecond; 0 if no
 *     example was left
 * @param divergence distance of each replica's parameters from their mean, divided by the norm of the mean, in the order of the
 *     partitions, rounded to six decimals; with aggregation depth 2, of each group's mean; 0 if no example was left
 */
public record RoundStatistics(
        int epoch,
        int round,
        int rounds,
        int iteration,
        int replicas,
        long examples,
        double loss,
        long averagedBytes,
        @Nullable Double trainingAccuracy,
        double examplesPerSecond,
        double computeSeconds,
        double averagingSeconds,
        double waitingSeconds,
        double learningRate,
        List<Double> replicaSeconds,
        List<Double> divergence) {

    /** Accepts rounds of older files, which have no divergence. */
    public RoundStatistics {
        divergence = Objects.requireNonNullElse(divergence, List.of());
    }
}
