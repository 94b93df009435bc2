package lenetspark.rounds;

import java.io.Serializable;

/**
 * What is done with a partition in a round.
 *
 * @param <T> the element of a partition
 * @param <O> what the driver says of a round, the same to all partitions; serializable, and never changed
 * @param <R> what a partition makes of it; serializable, and never changed
 */
@FunctionalInterface
public interface RoundWork<T, O, R> extends Serializable {

    /**
     * Does the work, on an executor. A pure function of its arguments: it may run twice, and anywhere.
     *
     * @param partition index of the partition
     * @param element the only one of the partition
     */
    R run(int partition, T element, O order);
}
