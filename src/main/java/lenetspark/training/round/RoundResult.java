package lenetspark.training.round;

import java.util.List;
import java.util.OptionalLong;

/**
 * Result of one round.
 *
 * @param engines distinct descriptions of the engines of the replicas that trained; with more than one, a run on other machines may
 *     not reproduce the same bits
 * @param steps number of updates of the replica that made most of them, by which the iteration count advanced
 * @param correct number of examples classified correctly before the update of their minibatch; empty if the network is not a
 *     classifier
 */
public record RoundResult(RoundStatistics statistics, List<String> engines, int steps, OptionalLong correct) {}
