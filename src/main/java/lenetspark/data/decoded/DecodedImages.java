package lenetspark.data.decoded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import lenetspark.data.DataSetBlock;
import lenetspark.data.PixelStore;
import lenetspark.data.image.InputImage;
import lenetspark.spark.JobScope;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;

/** Decoded images that are persisted on the disks of the executors. One shuffle moves them to their partitions. */
final class DecodedImages implements PixelStore {

    private final String location;
    private final JavaSparkContext context;
    private final JavaRDD<ExampleBlock> blocks;
    private final DecodedOrder order;

    DecodedImages(String location, JavaSparkContext context, JavaRDD<ExampleBlock> blocks, DecodedOrder order) {
        this.location = location;
        this.context = context;
        this.blocks = blocks;
        this.order = order;
    }

    /** Returns the order of the examples when they were first decoded. */
    DecodedOrder order() {
        return order;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public int height() {
        return InputImage.SIZE;
    }

    @Override
    public int width() {
        return InputImage.SIZE;
    }

    @Override
    public List<byte[]> read(int[] indices) {
        HashSet<Integer> requested = new HashSet<>();
        Arrays.stream(indices).forEach(requested::add);
        DecodedOrder firstOrder = order;
        Map<Integer, byte[]> found;
        try (JobScope jobs = JobScope.open(context).describe("read " + indices.length + " images of " + location)) {
            found = blocks.flatMapToPair(block -> {
                        int start = firstOrder.verifiedStart(block.summary());
                        List<Tuple2<Integer, byte[]>> images = new ArrayList<>();
                        for (int i = 0; i < block.summary().size(); i++) {
                            if (requested.contains(start + i)) {
                                images.add(new Tuple2<>(start + i, block.image(i)));
                            }
                        }
                        return images.iterator();
                    })
                    .collectAsMap();
        }
        return Arrays.stream(indices)
                .mapToObj(index -> Optional.ofNullable(found.get(index))
                        .orElseThrow(() ->
                                order.changed("position " + order.position(index) + " of " + order.source(index))))
                .toList();
    }

    @Override
    public JavaRDD<DataSet> blocks(JavaSparkContext spark, int[][] indices, short[][] labels, int classes) {
        Broadcast<ShardAssignment> assignment = spark.broadcast(new ShardAssignment(indices, labels, order));
        return blocks.flatMapToPair(block -> assignment.value().route(block))
                .repartitionAndSortWithinPartitions(new ShardPartitioner(indices.length))
                .mapPartitionsWithIndex(
                        (shard, examples) -> new ShardBlockIterator(shard, examples, assignment.value(), classes),
                        true);
    }

    @Override
    public void release() {
        blocks.unpersist();
    }

    /** Returns the shuffle key: the shard in the upper 32 bits, the example in the lower 32 bits. */
    static long key(int shard, int example) {
        return (long) shard << Integer.SIZE | example;
    }

    private static final class ShardPartitioner extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int shards;

        ShardPartitioner(int shards) {
            this.shards = shards;
        }

        @Override
        public int numPartitions() {
            return shards;
        }

        @Override
        public int getPartition(Object key) {
            return (int) ((Long) key >>> Integer.SIZE);
        }
    }

    /** Iterator over the examples of a shard in order, in blocks. */
    private static final class ShardBlockIterator implements Iterator<DataSet> {
        private final int shard;
        private final Iterator<Tuple2<Long, byte[]>> examples;
        private final ShardAssignment assignment;
        private final int classes;
        private int received;

        ShardBlockIterator(
                int shard, Iterator<Tuple2<Long, byte[]>> examples, ShardAssignment assignment, int classes) {
            this.shard = shard;
            this.examples = examples;
            this.assignment = assignment;
            this.classes = classes;
        }

        @Override
        public boolean hasNext() {
            if (!examples.hasNext()) {
                assignment.requireAll(shard, received);
                return false;
            }
            return true;
        }

        @Override
        public DataSet next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] pixels = new byte[DataSetBlock.SIZE * InputImage.PIXELS];
            byte[] oneHot = new byte[DataSetBlock.SIZE * classes];
            int n = 0;
            while (n < DataSetBlock.SIZE && examples.hasNext()) {
                Tuple2<Long, byte[]> example = examples.next();
                System.arraycopy(example._2(), 0, pixels, n * InputImage.PIXELS, InputImage.PIXELS);
                oneHot[n * classes + assignment.label((int) (long) example._1())] = 1;
                n++;
            }
            received += n;
            return DataSetBlock.of(
                    Arrays.copyOf(pixels, n * InputImage.PIXELS),
                    Arrays.copyOf(oneHot, n * classes),
                    n,
                    InputImage.SIZE,
                    InputImage.SIZE);
        }
    }
}
