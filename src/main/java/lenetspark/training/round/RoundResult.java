package lenetspark.training.round;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Statistics of one round.
 *
 * @param epoch epochs completed before this one
 * @param round index in the epoch, from 0
 * @param rounds number of rounds in the epoch
 * @param replicas replicas that had examples left to train
 * @param engines distinct descriptions of the engines of those replicas; with more than one, a run on other machines may not
 *     reproduce the same bits
 * @param examples number of examples trained by all replicas
 * @param steps number of updates of the replica that made most of them, by which the iteration count advanced
 * @param loss mean over the examples, computed before the update of their minibatch
 * @param correct number of examples classified correctly before the update of their minibatch; empty if the network is not a
 *     classifier
 * @param averagedBytes parameters and updater state that the replicas sent to the driver, in bytes
 * @param computeSeconds compute time of the slowest replica, from the arrival of the state to its last update
 * @param averagingSeconds time of averaging on the driver
 * @param waitingSeconds the rest of the round: starting tasks, transferring the state, waiting for the last replica
 * @param replicaSeconds compute time of each replica, in the order of the partitions; 0 if no example was left
 * @param divergence distance of each replica's parameters from their mean, divided by the norm of the mean, in the order of the
 *     partitions; with aggregation depth 2, of each group's mean; 0 if no example was left
 */
public record RoundResult(
        int epoch,
        int round,
        int rounds,
        int replicas,
        List<String> engines,
        long examples,
        int steps,
        double loss,
        OptionalLong correct,
        long averagedBytes,
        double computeSeconds,
        double averagingSeconds,
        double waitingSeconds,
        List<Double> replicaSeconds,
        List<Double> divergence) {

    /** Returns the fraction of examples classified correctly; empty if the network is not a classifier. */
    public OptionalDouble accuracy() {
        return correct.isPresent()
                ? OptionalDouble.of((double) correct.getAsLong() / examples)
                : OptionalDouble.empty();
    }

    /** Returns the wall-clock time of the whole round, in seconds. */
    public double seconds() {
        return computeSeconds + averagingSeconds + waitingSeconds;
    }
}
