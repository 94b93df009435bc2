package lenetspark.training.round;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Two-level aggregation: executors sum the updates of groups of neighbouring partitions, and the driver sums the groups. There
 * are about as many groups as members in each. With many replicas the driver would otherwise receive and add one vector per
 * replica while all executors wait. The grouping, and thus the rounding, depends only on the number of replicas. Every round is
 * one Spark job.
 */
final class AggregationTree implements Aggregation {

    private final ShardedData data;
    private final RoundTask task;

    AggregationTree(ShardedData data, RoundTask task) {
        this.data = data;
        this.task = task;
    }

    /** Returns the number of groups: the square root of the number of replicas, rounded up. */
    static int groups(int replicas) {
        return (int) Math.ceil(Math.sqrt(replicas));
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
        JavaRDD<WeightedSum> sums = updates.partitionBy(new NeighbourPartitioner(replicas, groups(replicas)))
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
        WeightedSum sum = new WeightedSum();
        updates.forEach(sum::add);
        return sum;
    }

    /** Does nothing: no task is resident between two rounds. */
    @Override
    public void prepare() {}

    @Override
    public void releaseSlots() {}

    @Override
    public void close() {}

    /** Assigns partitions to groups of neighbours whose sizes differ by at most one. */
    private static final class NeighbourPartitioner extends Partitioner {

        private static final long serialVersionUID = 1L;

        private final int members;
        private final int groups;

        NeighbourPartitioner(int members, int groups) {
            this.members = members;
            this.groups = groups;
        }

        @Override
        public int numPartitions() {
            return groups;
        }

        @Override
        public int getPartition(Object member) {
            return (int) ((long) (Integer) member * groups / members);
        }
    }
}
