package lenet.training;

import java.io.Serializable;

/**
 * What one replica made of one round. A class and not a record, because Kryo 4 cannot read records.
 */
final class ReplicaUpdate implements Serializable {

    private static final long serialVersionUID = 1L;

    final int partition;
    final String engine;
    final int examples;
    final int steps;
    final double lossSum;
    final int correct;
    final long computeNanos;
    final FloatBlob parameters;
    final FloatBlob updaterState;

    /**
     * The update of one replica.
     *
     * @param engine what computed: {@link Replica#description}
     * @param examples trained in this round: the update's weight in the mean
     * @param steps minibatches trained
     * @param lossSum over the examples
     * @param correct number of examples classified right, or {@link Replica#UNKNOWN}
     * @param computeNanos from the state's arrival to the last update
     * @param parameters after the round; empty when no example was left to train
     * @param updaterState after the round; empty when no example was left to train
     */
    ReplicaUpdate(
            int partition,
            String engine,
            int examples,
            int steps,
            double lossSum,
            int correct,
            long computeNanos,
            FloatBlob parameters,
            FloatBlob updaterState) {
        this.partition = partition;
        this.engine = engine;
        this.examples = examples;
        this.steps = steps;
        this.lossSum = lossSum;
        this.correct = correct;
        this.computeNanos = computeNanos;
        this.parameters = parameters;
        this.updaterState = updaterState;
    }
}
