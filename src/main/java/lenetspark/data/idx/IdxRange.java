package lenetspark.data.idx;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Range {@code from} (inclusive) to {@code to} (exclusive) of the images of several files, numbered across the files.
 * It is a class and not a record because Kryo cannot deserialize records.
 */
final class IdxRange implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<IdxImageFile> files;
    private final long from;
    private final long to;

    IdxRange(List<IdxImageFile> files, long from, long to) {
        this.files = new ArrayList<>(files);
        this.from = from;
        this.to = to;
    }

    List<IdxImageFile> files() {
        return files;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }
}
