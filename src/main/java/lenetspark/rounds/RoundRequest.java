package lenetspark.rounds;

import java.io.Serializable;

/**
 * What the driver answers a task that is to do something.
 *
 * @param round number of the round
 * @param content what the round's work is given
 */
record RoundRequest<O>(int round, O content) implements Serializable {}
