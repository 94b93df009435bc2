package lenetspark.training.round;

import java.io.Serializable;
import lenetspark.training.replica.Replica;

/** Statistics of one replica in one round. A class rather than a record, because Kryo 4 cannot read records. */
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
     * Creates a report.
     *
     * @param engine description of the engine: {@link Replica#description}
     * @param examples number of examples trained in this round: the replica's weight in the mean
     * @param steps number of minibatches trained
     * @param lossSum sum of the loss over the examples
     * @param correct number of correctly classified examples, or {@link Replica#UNKNOWN}
     * @param computeNanos nanoseconds from the arrival of the state to the last update
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
