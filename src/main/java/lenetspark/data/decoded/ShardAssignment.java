package lenetspark.data.decoded;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import lenetspark.data.DataException;
import scala.Tuple2;

/**
 * Assignment of every example to a shard, with its label, as tasks need it. It is a class and not a record because Kryo
 * cannot deserialize records.
 */
final class ShardAssignment implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int UNASSIGNED = -1;

    private final int[] shards;
    private final short[] labels;
    private final int[] sizes;
    private final DecodedOrder order;

    /**
     * @param indices for each shard, the indices of its examples
     * @param labels for each shard, the labels of the same examples
     * @param order order of the examples when they were first decoded
     */
    ShardAssignment(int[][] indices, short[][] labels, DecodedOrder order) {
        int largest = Arrays.stream(indices).flatMapToInt(Arrays::stream).max().orElse(UNASSIGNED);
        this.shards = new int[largest + 1];
        this.labels = new short[largest + 1];
        this.sizes =
                Arrays.stream(indices).mapToInt(examples -> examples.length).toArray();
        this.order = order;
        Arrays.fill(shards, UNASSIGNED);
        for (int shard = 0; shard < indices.length; shard++) {
            for (int i = 0; i < indices[shard].length; i++) {
                shards[indices[shard][i]] = shard;
                this.labels[indices[shard][i]] = labels[shard][i];
            }
        }
    }

    /**
     * Returns the images of a block that are assigned to a shard, each with its {@link DecodedImages#key}.
     *
     * @throws DataException if the block was decoded again and its content has changed
     */
    Iterator<Tuple2<Long, byte[]>> route(ExampleBlock block) {
        int start = order.verifiedStart(block.summary());
        List<Tuple2<Long, byte[]>> routed = new ArrayList<>();
        for (int i = 0; i < block.summary().size() && start + i < shards.length; i++) {
            if (shards[start + i] != UNASSIGNED) {
                routed.add(new Tuple2<>(DecodedImages.key(shards[start + i], start + i), block.image(i)));
            }
        }
        return routed.iterator();
    }

    /** Returns the label of an example. */
    int label(int example) {
        return labels[example];
    }

    /**
     * Checks that a shard has received every example that is assigned to it.
     *
     * @throws DataException if examples are missing because lost blocks were not decoded again
     */
    void requireAll(int shard, int received) {
        if (received != sizes[shard]) {
            throw order.changed("shard %d, with %d of %d examples".formatted(shard, received, sizes[shard]));
        }
    }
}
