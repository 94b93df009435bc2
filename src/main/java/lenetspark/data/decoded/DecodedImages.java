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

/** Decoded images on the executors' disks, as they were read; they go to their partitions through one shuffle. */
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

    /** The order of the examples as they were first decoded. */
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
        HashSet<Integer> wanted = new HashSet<>();
        Arrays.stream(indices).forEach(wanted::add);
        DecodedOrder first = order;
        Map<Integer, byte[]> found;
        try (JobScope jobs = JobScope.open(context).describe("read " + indices.length + " images of " + location)) {
            found = blocks.flatMapToPair(block -> {
                        int start = first.verifiedStart(block.facts());
                        List<Tuple2<Integer, byte[]>> images = new ArrayList<>();
                        for (int i = 0; i < block.facts().size(); i++) {
                            if (wanted.contains(start + i)) {
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
        Broadcast<DealtExamples> dealt = spark.broadcast(new DealtExamples(indices, labels, order));
        return blocks.flatMapToPair(block -> dealt.value().route(block))
                .repartitionAndSortWithinPartitions(new ByShard(indices.length))
                .mapPartitionsWithIndex(
                        (shard, examples) -> new DealtBlocks(shard, examples, dealt.value(), classes), true);
    }

    @Override
    public void release() {
        blocks.unpersist();
    }

    /** A key's upper half is the shard, its lower half the example. */
    static long key(int shard, int example) {
        return (long) shard << Integer.SIZE | example;
    }

    private static final class ByShard extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int shards;

        ByShard(int shards) {
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

    /** The examples of a shard in their order, in blocks. */
    private static final class DealtBlocks implements Iterator<DataSet> {
        private final int shard;
        private final Iterator<Tuple2<Long, byte[]>> examples;
        private final DealtExamples dealt;
        private final int classes;
        private int received;

        DealtBlocks(int shard, Iterator<Tuple2<Long, byte[]>> examples, DealtExamples dealt, int classes) {
            this.shard = shard;
            this.examples = examples;
            this.dealt = dealt;
            this.classes = classes;
        }

        @Override
        public boolean hasNext() {
            if (!examples.hasNext()) {
                dealt.requireAll(shard, received);
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
                oneHot[n * classes + dealt.label((int) (long) example._1())] = 1;
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
