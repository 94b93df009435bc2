package lenetspark.data.idx;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import lenetspark.data.DataException;
import lenetspark.data.DataSetBlock;
import lenetspark.data.Sources;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** Iterator over the examples of a partition in file order, in blocks. It reads the image file once. */
public final class IdxShardReader implements Iterator<DataSet>, Closeable {

    private final IdxImageFile images;
    private final int[] indices;
    private final short[] labels;
    private final int classes;
    private final @Nullable IdxReader reader;
    private int next;
    private int position;

    /** @throws DataException if the file cannot be read or has changed since it was verified */
    IdxShardReader(IdxImageFile images, int[] indices, short[] labels, int classes) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.classes = classes;
        try {
            this.reader = indices.length == 0 ? null : images.open();
        } catch (IOException e) {
            throw Sources.readFailure(images.location(), e);
        }
    }

    @Override
    public boolean hasNext() {
        return next < indices.length;
    }

    /**
     * Returns the next block: features UBYTE [n, 1, height, width], one-hot labels UBYTE [n, classes], n at most {@link
     * DataSetBlock#SIZE}.
     */
    @Override
    public DataSet next() {
        if (reader == null || !hasNext()) {
            throw new NoSuchElementException();
        }
        int n = Math.min(DataSetBlock.SIZE, indices.length - next);
        int size = images.height() * images.width();
        byte[] pixels = new byte[n * size];
        byte[] oneHot = new byte[n * classes];
        try {
            for (int i = 0; i < n; i++, next++) {
                reader.skip(indices[next] - position);
                images.read(reader, pixels, i * size);
                position = indices[next] + 1;
                oneHot[i * classes + labels[next]] = 1;
            }
            if (!hasNext()) {
                close();
            }
        } catch (IOException e) {
            throw Sources.readFailure(images.location(), e);
        }
        return DataSetBlock.of(pixels, oneHot, n, images.height(), images.width());
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
