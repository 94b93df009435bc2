package lenetspark.data.idx;

import java.io.Serializable;
import lenetspark.data.DataException;

/**
 * Assignment of the examples of an image file to partitions, as tasks need it. It is a class and not a record because
 * Kryo cannot deserialize records.
 */
public final class IdxShardPlan implements Serializable {

    private static final long serialVersionUID = 1L;

    private final IdxImageFile images;
    private final int[][] indices;
    private final short[][] labels;
    private final int classes;

    /**
     * @param images image file
     * @param indices for each partition, the ascending indices of its examples
     * @param labels for each partition, the labels of the same examples
     * @param classes number of classes
     */
    public IdxShardPlan(IdxImageFile images, int[][] indices, short[][] labels, int classes) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.classes = classes;
    }

    int partitions() {
        return indices.length;
    }

    /**
     * Opens the reader of a partition.
     *
     * @throws DataException if the file cannot be read or has changed since it was verified
     */
    public IdxShardReader open(int partition) {
        return new IdxShardReader(images, indices[partition], labels[partition], classes);
    }
}
