package lenet.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** One partition's examples in file order, in blocks, by one pass over the image file. */
final class ShardReader implements Iterator<DataSet>, Closeable {

    /** Large enough to make the cost of a DataSet nothing, small enough (800 kB) to be moved about. */
    static final int BLOCK = 1024;

    private final ImageFile images;
    private final int[] indices;
    private final short[] labels;
    private final int classes;
    private final @Nullable IdxReader reader;
    private int next;
    private int position;

    /** @throws DataException if the file cannot be read, or is not the one that was verified */
    ShardReader(ImageFile images, int[] indices, short[] labels, int classes) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.classes = classes;
        try {
            this.reader = indices.length == 0 ? null : images.open();
        } catch (IOException e) {
            throw Sources.failed(images.location(), e);
        }
    }

    @Override
    public boolean hasNext() {
        return next < indices.length;
    }

    /** Features are UBYTE [n, 1, height, width], labels one-hot UBYTE [n, classes], n at most {@link #BLOCK}. */
    @Override
    public DataSet next() {
        if (reader == null || !hasNext()) {
            throw new NoSuchElementException();
        }
        int n = Math.min(BLOCK, indices.length - next);
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
            throw Sources.failed(images.location(), e);
        }
        return block(pixels, oneHot, n, images.height(), images.width());
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    /** A block of n examples: pixels [n][height][width], labels [n][classes]. */
    static DataSet block(byte[] pixels, byte[] oneHot, int n, int height, int width) {
        return new DataSet(bytes(pixels, n, 1, height, width), bytes(oneHot, n, oneHot.length / n));
    }

    /** One copy into native memory; putScalar would be a call for each pixel. */
    private static INDArray bytes(byte[] values, long... shape) {
        INDArray array = Nd4j.createUninitializedDetached(DataType.UINT8, shape);
        ((BytePointer) array.data().pointer()).put(values, 0, values.length);
        return array;
    }
}
