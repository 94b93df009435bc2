package lenetspark.training.round;

import java.io.Serializable;
import lenetspark.training.replica.Replica;

/** What one replica did in one round. A class and not a record, because Kryo 4 cannot read records. */
final class ReplicaReport implements Serializable {

    private static final long serialVersionUID = 1L;

    final int partition;
    final String engine;
    final int examples;
    final int steps;
    final double lossSum;
    final int correct;
    final long computeNanos;

    /**
     * The report of one replica.
     *
     * @param engine what computed: {@link Replica#description}
     * @param examples trained in this round: the replica's weight in the mean
     * @param steps minibatches trained
     * @param lossSum over the examples
     * @param correct number of examples classified right, or {@link Replica#UNKNOWN}
     * @param computeNanos from the state's arrival to the last update
     */
    ReplicaReport(
            int partition, String engine, int examples, int steps, double lossSum, int correct, long computeNanos) {
        this.partition = partition;
        this.engine = engine;
        this.examples = examples;
        this.steps = steps;
        this.lossSum = lossSum;
        this.correct = correct;
        this.computeNanos = computeNanos;
    }
}
