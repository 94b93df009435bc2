package lenetspark.rounds;

import java.io.Serializable;

/**
 * Message from the driver to a task: run your part of a round.
 *
 * @param round number of the round
 * @param input of the round's work, the same for every partition
 */
record RoundRequest<I>(int round, I input) implements Serializable {}
