package lenetspark.training.round;

import lenetspark.training.replica.ModelState;

/** Hears of every round, on the driver. */
@FunctionalInterface
public interface RoundListener {

    /** Whether training goes on. */
    enum Next {
        CONTINUE,
        STOP
    }

    /**
     * Called before every round.
     *
     * @param epoch epochs completed before this one
     * @param round index in the epoch, from 0
     * @param rounds number of rounds in the epoch
     * @param replicas number of partitions that the round waits for
     */
    default void roundBegins(int epoch, int round, int rounds, int replicas) {}

    /**
     * Called when the driver has a replica's update, on any thread and possibly after the round's end; not at all with
     * aggregation depth 2.
     *
     * @param epoch epochs completed before the round's
     * @param round index in the epoch, from 0
     * @param partition index of the replica's partition
     */
    default void replicaDone(int epoch, int round, int partition) {}

    /**
     * Called after every round.
     *
     * @param result what the round did
     * @param state parameters and updater state after the round's averaging
     * @return whether to go on with the next round
     */
    Next roundDone(RoundResult result, ModelState state);
}
