package lenet.training;

/** Hears of every round, on the driver. */
@FunctionalInterface
public interface RoundListener {

    /** Whether training goes on. */
    enum Next {
        CONTINUE,
        STOP
    }

    /**
     * Called after every round.
     *
     * @param result what the round did
     * @param state parameters and updater state after the round's averaging
     * @return whether to go on with the next round
     */
    Next roundDone(RoundResult result, ModelState state);
}
