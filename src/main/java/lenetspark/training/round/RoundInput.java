package lenetspark.training.round;

import java.io.Serializable;
import lenetspark.training.replica.StateSource;

/** What the replicas are told of a round. A class and not a record, because Kryo 4 cannot read records. */
final class RoundInput implements Serializable {

    private static final long serialVersionUID = 1L;

    final StateSource state;
    final int round;
    final int firstStep;
    final int endStep;

    /**
     * Steps {@code firstStep} to before {@code endStep} of the epoch.
     *
     * @param state to train on from
     * @param round index in the epoch, from 0
     */
    RoundInput(StateSource state, int round, int firstStep, int endStep) {
        this.state = state;
        this.round = round;
        this.firstStep = firstStep;
        this.endStep = endStep;
    }
}
