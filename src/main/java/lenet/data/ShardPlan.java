package lenet.data;

import java.io.Serializable;

/** Which examples each partition reads: all that a task needs to know. A class, because Kryo makes no records. */
final class ShardPlan implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ImageFile images;
    private final int[][] indices;
    private final short[][] labels;
    private final int classes;

    /** Partition {@code p} reads the examples at {@code indices[p]}, which ascend. */
    ShardPlan(ImageFile images, int[][] indices, short[][] labels, int classes) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.classes = classes;
    }

    int partitions() {
        return indices.length;
    }

    ShardReader open(int partition) {
        return new ShardReader(images, indices[partition], labels[partition], classes);
    }
}
