package lenetspark.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Iterator of the results of items that a {@link Predictor} processes in minibatches. It reads the items of one minibatch when the
 * next result is requested, so that memory does not grow with the number of items.
 *
 * @param <T> type of the items
 * @param <R> type of the results
 */
public final class MinibatchIterator<T, R> implements Iterator<R> {

    private final Iterator<T> items;
    private final Function<List<T>, List<R>> process;
    private final Deque<R> ready = new ArrayDeque<>();

    /**
     * Creates an iterator of the results of {@code items}.
     *
     * @param process returns the results of up to {@link Predictor#BATCH_SIZE} items
     */
    public MinibatchIterator(Iterator<T> items, Function<List<T>, List<R>> process) {
        this.items = items;
        this.process = process;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && items.hasNext()) {
            List<T> minibatch = new ArrayList<>();
            while (minibatch.size() < Predictor.BATCH_SIZE && items.hasNext()) {
                minibatch.add(items.next());
            }
            ready.addAll(process.apply(minibatch));
        }
        return !ready.isEmpty();
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }
}
