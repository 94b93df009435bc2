package lenetspark.data.image;

import java.util.Iterator;
import lenetspark.data.Sources;

/**
 * Iterator over values that Spark reads. It converts exceptions of the reader to {@code DataException}s that name the
 * source.
 */
record CheckedRows<T>(String uri, Iterator<T> values) implements Iterator<T> {

    @Override
    public boolean hasNext() {
        try {
            return values.hasNext();
        } catch (RuntimeException e) {
            throw Sources.unreadable(uri, e);
        }
    }

    @Override
    public T next() {
        try {
            return values.next();
        } catch (RuntimeException e) {
            throw Sources.unreadable(uri, e);
        }
    }
}
