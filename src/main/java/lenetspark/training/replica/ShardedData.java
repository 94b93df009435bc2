package lenetspark.training.replica;

import java.util.Collections;
import java.util.List;
import lenetspark.spark.JobScope;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.dataset.DataSet;

/** Examples of an RDD as one cached {@link Shard} per partition, for training and evaluation. */
public final class ShardedData implements AutoCloseable {

    private final JavaRDD<Shard> shards;
    private final int[] sizes;

    private ShardedData(JavaRDD<Shard> shards, int[] sizes) {
        this.shards = shards;
        this.sizes = sizes;
    }

    /**
     * Reads {@code data} in one job and caches its shards on the executors until {@link #close}.
     *
     * @param set what the data is, for Spark's UI, for example "test set"
     */
    public static ShardedData cache(JavaRDD<DataSet> data, String set) {
        return cache(data, set, StorageLevel.MEMORY_AND_DISK());
    }

    /**
     * Reads {@code data} in one job and caches its shards at a storage level until {@link #close}.
     *
     * @param set what the data is, for Spark's UI, for example "test set"
     */
    public static ShardedData cache(JavaRDD<DataSet> data, String set, StorageLevel level) {
        JavaRDD<Shard> shards = data.mapPartitions(
                        dataSets -> Collections.singleton(Shard.of(dataSets)).iterator(), true)
                .setName("shards of the " + set)
                .persist(level);
        try (JobScope jobs = JobScope.open(JavaSparkContext.fromSparkContext(shards.context()))
                .describe("read %d shards of the %s".formatted(shards.getNumPartitions(), set))) {
            List<Integer> sizes = shards.map(Shard::size).collect();
            return new ShardedData(
                    shards, sizes.stream().mapToInt(Integer::intValue).toArray());
        } catch (Throwable e) {
            shards.unpersist(false);
            throw e;
        }
    }

    /** Returns the shards, one per partition. */
    public JavaRDD<Shard> shards() {
        return shards;
    }

    /** Returns the number of examples in each partition. */
    public int[] sizes() {
        return sizes.clone();
    }

    /** Returns the number of examples. */
    public long examples() {
        long examples = 0;
        for (int size : sizes) {
            examples += size;
        }
        return examples;
    }

    /** Removes the shards from the executors. */
    @Override
    public void close() {
        shards.unpersist(false);
    }
}
