package lenetspark.data.decoded;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import lenetspark.data.DataException;
import scala.Tuple2;

/** Which shard each example goes to, and its label: all that a task needs to know. A class, because Kryo makes no records. */
final class DealtExamples implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int NOWHERE = -1;

    private final int[] shards;
    private final short[] labels;
    private final int[] sizes;
    private final DecodedOrder order;

    /**
     * @param indices of the examples of each shard
     * @param labels of the same examples
     */
    DealtExamples(int[][] indices, short[][] labels, DecodedOrder order) {
        int largest = Arrays.stream(indices).flatMapToInt(Arrays::stream).max().orElse(NOWHERE);
        this.shards = new int[largest + 1];
        this.labels = new short[largest + 1];
        this.sizes =
                Arrays.stream(indices).mapToInt(examples -> examples.length).toArray();
        this.order = order;
        Arrays.fill(shards, NOWHERE);
        for (int shard = 0; shard < indices.length; shard++) {
            for (int i = 0; i < indices[shard].length; i++) {
                shards[indices[shard][i]] = shard;
                this.labels[indices[shard][i]] = labels[shard][i];
            }
        }
    }

    /**
     * The images of a block that go anywhere, each with its {@link DecodedImages#key}.
     *
     * @throws DataException if the block does not hold what it held first
     */
    Iterator<Tuple2<Long, byte[]>> route(ExampleBlock block) {
        int start = order.verifiedStart(block.facts());
        List<Tuple2<Long, byte[]>> routed = new ArrayList<>();
        for (int i = 0; i < block.facts().size() && start + i < shards.length; i++) {
            if (shards[start + i] != NOWHERE) {
                routed.add(new Tuple2<>(DecodedImages.key(shards[start + i], start + i), block.image(i)));
            }
        }
        return routed.iterator();
    }

    int label(int example) {
        return labels[example];
    }

    /**
     * Refuses a shard that has not received as many examples as were dealt to it.
     *
     * @throws DataException if blocks were not decoded again
     */
    void requireAll(int shard, int received) {
        if (received != sizes[shard]) {
            throw order.changed("shard %d, with %d of %d examples".formatted(shard, received, sizes[shard]));
        }
    }
}
