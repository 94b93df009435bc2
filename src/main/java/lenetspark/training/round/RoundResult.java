package lenetspark.training.round;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One round, seen from the driver.
 *
 * @param epoch epochs completed before this one
 * @param round index in the epoch, from 0
 * @param rounds number of rounds in the epoch
 * @param replicas replicas that had examples left to train
 * @param engines what computed in those replicas, without repetition; more than one means results that other machines
 *     will not repeat to the bit
 * @param examples trained by all replicas
 * @param steps updates made by the replica that made most: what the iteration count advanced by
 * @param loss mean over the examples, each taken before its minibatch's update
 * @param correct number of examples classified right before their minibatch's update, where the network is a classifier
 * @param averagedBytes parameters and updater state that the replicas sent to the driver, in bytes
 * @param computeSeconds of the slowest replica, from the state's arrival to its last update
 * @param averagingSeconds on the driver
 * @param waitingSeconds the rest of the round: launching tasks, moving state, waiting for the last replica
 * @param replicaSeconds compute seconds of each replica, in the order of the partitions; 0 where no example was left
 * @param divergence distance of each replica's parameters from their mean, as a share of the mean's length, in the order of
 *     the partitions; with aggregation depth 2, of each group's mean; 0 where no example was left
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

    /** Share of the examples in {@link #correct}. */
    public OptionalDouble accuracy() {
        return correct.isPresent()
                ? OptionalDouble.of((double) correct.getAsLong() / examples)
                : OptionalDouble.empty();
    }

    /** Wall-clock seconds of the whole round. */
    public double seconds() {
        return computeSeconds + averagingSeconds + waitingSeconds;
    }
}
