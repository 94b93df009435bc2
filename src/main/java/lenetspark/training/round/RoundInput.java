package lenetspark.training.round;

import java.io.Serializable;
import lenetspark.training.replica.StateSource;

/** Input of a round, the same for every replica. A class rather than a record, because Kryo 4 cannot read records. */
final class RoundInput implements Serializable {

    private static final long serialVersionUID = 1L;

    final StateSource state;
    final int round;
    final int firstStep;
    final int endStep;

    /**
     * Creates the input of a round.
     *
     * @param state parameters and updater state that training starts from
     * @param round index in the epoch, from 0
     * @param firstStep first step of the round, counted in the epoch from 0
     * @param endStep step after the last step of the round
     */
    RoundInput(StateSource state, int round, int firstStep, int endStep) {
        this.state = state;
        this.round = round;
        this.firstStep = firstStep;
        this.endStep = endStep;
    }
}
