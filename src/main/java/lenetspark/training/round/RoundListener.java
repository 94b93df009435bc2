package lenetspark.training.round;

import lenetspark.training.replica.ModelState;

/** Listener that is called on the driver before and after every round. Epochs and rounds are counted from 1. */
@FunctionalInterface
public interface RoundListener {

    /** Whether training continues with the next round. */
    enum Next {
        CONTINUE,
        STOP
    }

    /**
     * Called before every round.
     *
     * @param epoch epoch of the round
     * @param round number of the round in its epoch
     * @param rounds number of rounds in the epoch
     * @param replicas number of partitions in the round
     */
    default void roundBegins(int epoch, int round, int rounds, int replicas) {}

    /**
     * Called when the driver has received a replica's update, on any thread and possibly after the end of the round. Not called
     * with aggregation depth 2.
     *
     * @param epoch epoch of the round
     * @param round number of the round in its epoch
     * @param partition index of the replica's partition
     */
    default void replicaDone(int epoch, int round, int partition) {}

    /**
     * Called after every round.
     *
     * @param result statistics and engines of the round
     * @param state parameters and updater state after the averaging of the round
     * @return whether to continue with the next round
     */
    Next roundDone(RoundResult result, ModelState state);
}
