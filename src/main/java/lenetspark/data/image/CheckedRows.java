package lenetspark.data.image;

import java.util.Iterator;
import lenetspark.data.Sources;

/** An iterator over what Spark reads, whose errors say that it is the data that cannot be read. */
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
