package lenet.data;

import java.io.IOException;
import java.io.Serializable;

/** Which examples each partition reads: all that a task needs to know. A class, because Kryo makes no records. */
final class ShardPlan implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ImageFile images;
    private final int[][] indices;
    private final byte[][] labels;

    private ShardPlan(ImageFile images, int[][] indices, byte[][] labels) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
    }

    /** Partition {@code p} reads the examples at {@code positions[p]} of the subset, which ascend. */
    static ShardPlan of(Subset subset, int[][] positions) {
        int[][] indices = new int[positions.length][];
        byte[][] labels = new byte[positions.length][];
        for (int partition = 0; partition < positions.length; partition++) {
            Subset part = subset.at(positions[partition]);
            indices[partition] = part.indices();
            labels[partition] = part.rawLabels();
        }
        return new ShardPlan(subset.images(), indices, labels);
    }

    int partitions() {
        return indices.length;
    }

    ShardReader open(int partition) throws IOException {
        return new ShardReader(images, indices[partition], labels[partition]);
    }
}
