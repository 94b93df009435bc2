package lenetspark.training.replica;

import java.util.Collections;
import java.util.List;
import lenetspark.spark.JobScope;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.dataset.DataSet;

/** An RDD's examples as one cached {@link Shard} a partition: what replicas train on and evaluate. */
public final class ShardedData implements AutoCloseable {

    private final JavaRDD<Shard> shards;
    private final int[] sizes;

    private ShardedData(JavaRDD<Shard> shards, int[] sizes) {
        this.shards = shards;
        this.sizes = sizes;
    }

    /** Reads {@code data} once, in one job, and keeps its shards on the executors until {@link #close}. */
    public static ShardedData cache(JavaRDD<DataSet> data) {
        return cache(data, StorageLevel.MEMORY_AND_DISK());
    }

    /** {@link #cache(JavaRDD)} at a storage level. */
    public static ShardedData cache(JavaRDD<DataSet> data, StorageLevel level) {
        JavaRDD<Shard> shards = data.mapPartitions(
                        dataSets -> Collections.singleton(Shard.of(dataSets)).iterator(), true)
                .setName("shards")
                .persist(level);
        try (JobScope jobs = JobScope.open(JavaSparkContext.fromSparkContext(shards.context()))
                .describe("read " + shards.getNumPartitions() + " shards")) {
            List<Integer> sizes = shards.map(Shard::size).collect();
            return new ShardedData(
                    shards, sizes.stream().mapToInt(Integer::intValue).toArray());
        } catch (Throwable e) {
            shards.unpersist(false);
            throw e;
        }
    }

    public JavaRDD<Shard> shards() {
        return shards;
    }

    /** Number of examples in each partition. */
    public int[] sizes() {
        return sizes.clone();
    }

    /** Number of examples. */
    public long examples() {
        long examples = 0;
        for (int size : sizes) {
            examples += size;
        }
        return examples;
    }

    /** Frees the executors' memory. */
    @Override
    public void close() {
        shards.unpersist(false);
    }
}
