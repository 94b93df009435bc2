package lenetspark.data.idx;

import java.io.Serializable;

/** Which examples each partition reads: all that a task needs to know. A class, because Kryo makes no records. */
public final class IdxShardPlan implements Serializable {

    private static final long serialVersionUID = 1L;

    private final IdxImageFile images;
    private final int[][] indices;
    private final short[][] labels;
    private final int classes;

    /** Partition {@code p} reads the examples at {@code indices[p]}, which ascend. */
    public IdxShardPlan(IdxImageFile images, int[][] indices, short[][] labels, int classes) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.classes = classes;
    }

    int partitions() {
        return indices.length;
    }

    public IdxShardReader open(int partition) {
        return new IdxShardReader(images, indices[partition], labels[partition], classes);
    }
}
