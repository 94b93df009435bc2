package lenetspark.data.idx;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Some of the images of several files, counted through. A class, because Kryo makes no records. */
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
