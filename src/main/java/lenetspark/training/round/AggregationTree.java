package lenetspark.training.round;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.ShardedData;
import lenetspark.training.replica.StateSource;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Two-level aggregation: executors sum the updates of groups of neighbouring partitions, and the driver sums the groups. There
 * are about as many groups as members in each. With many replicas the driver would otherwise receive and add one vector per
 * replica while all executors wait. The grouping, and thus the rounding, depends only on the number of replicas. Every round is
 * one Spark job.
 */
final class AggregationTree implements Aggregation {

    private final JavaSparkContext context;
    private final ShardedData data;
    private final RoundTask task;

    AggregationTree(JavaSparkContext context, ShardedData data, RoundTask task) {
        this.context = context;
        this.data = data;
        this.task = task;
    }

    /** Returns the number of groups: the square root of the number of replicas, rounded up. */
    static int groups(int replicas) {
        return (int) Math.ceil(Math.sqrt(replicas));
    }

    /** Returns the group of a replica. Groups are neighbours, and their sizes differ by at most one. */
    static int group(int partition, int replicas) {
        return (int) ((long) partition * groups(replicas) / replicas);
    }

    @Override
    public StateSource source(ModelState state) {
        return StateSource.of(state, data.sizes().length, context);
    }

    @Override
    public List<WeightedSum> run(RoundInput input, IntConsumer updateListener) {
        int replicas = data.sizes().length;
        RoundTask work = task;
        JavaPairRDD<Integer, ReplicaUpdate> updates = data.shards().mapPartitionsToPair(shards -> {
            int partition = TaskContext.getPartitionId();
            return Collections.singleton(new Tuple2<>(partition, work.run(partition, shards.next(), input)))
                    .iterator();
        });
        JavaRDD<WeightedSum> sums = updates.partitionBy(new GroupPartitioner(replicas))
                .mapPartitions(group -> Collections.singleton(sumInOrder(group)).iterator());
        try {
            return sums.collect();
        } finally {
            // Without this, shuffle files of every round fill the executors' disks until the driver collects garbage.
            sums.rdd().cleanShuffleDependencies(false);
        }
    }

    private static WeightedSum sumInOrder(Iterator<Tuple2<Integer, ReplicaUpdate>> group) {
        List<ReplicaUpdate> updates = new ArrayList<>();
        group.forEachRemaining(member -> updates.add(member._2()));
        updates.sort(Comparator.comparingInt(update -> update.report.partition));
        return WeightedSum.of(updates);
    }

    /** Does nothing: no task is resident between two rounds. */
    @Override
    public void prepare() {}

    @Override
    public void releaseSlots() {}

    @Override
    public void close() {}

    private static final class GroupPartitioner extends Partitioner {

        private static final long serialVersionUID = 1L;

        private final int replicas;

        GroupPartitioner(int replicas) {
            this.replicas = replicas;
        }

        @Override
        public int numPartitions() {
            return groups(replicas);
        }

        @Override
        public int getPartition(Object partition) {
            return group((Integer) partition, replicas);
        }
    }
}
