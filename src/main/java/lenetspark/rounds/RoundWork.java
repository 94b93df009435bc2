package lenetspark.rounds;

import java.io.Serializable;

/**
 * The computation of one partition in one round.
 *
 * @param <T> the element of a partition
 * @param <I> the input of a round, the same for every partition; serializable and never modified
 * @param <R> the result of a partition; serializable and never modified
 */
@FunctionalInterface
public interface RoundWork<T, I, R> extends Serializable {

    /**
     * Computes the result of a partition, on an executor. Must be a pure function of its arguments, because Spark may run it
     * twice and on any executor.
     *
     * @param partition index of the partition
     * @param element the only element of the partition
     * @param input of the round
     */
    R run(int partition, T element, I input);
}
