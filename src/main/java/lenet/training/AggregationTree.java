package lenet.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * How the replicas' updates reach the driver. With few replicas it gets all of them, and adds them up in the order of the
 * partitions. With many it would receive and add a vector for each while all executors wait; then neighbours are added up
 * on the executors first, in about as many groups as each has members, and the driver adds up the groups' sums. The shape
 * is a function of the number of replicas alone, so the bits are too.
 */
final class AggregationTree {

    /** Replicas up to which the driver alone is the default: the measurements are in README. */
    static final int DRIVER_ALONE = 64;

    private final ShardedData data;
    private final int groups;

    private AggregationTree(ShardedData data, int groups) {
        this.data = data;
        this.groups = groups;
    }

    /**
     * The tree for the replicas of {@code data}.
     *
     * @param depth 1 for the driver alone, 2 with groups in between; empty to decide by the number of replicas
     */
    static AggregationTree of(ShardedData data, OptionalInt depth) {
        return new AggregationTree(data, groups(data.sizes().length, depth));
    }

    /** Number of groups; 1 for the driver alone. */
    private static int groups(int replicas, OptionalInt depth) {
        boolean grouped = depth.orElse(replicas > DRIVER_ALONE ? 2 : 1) > 1;
        return grouped ? (int) Math.ceil(Math.sqrt(replicas)) : 1;
    }

    /** How many vectors of floats reach the driver, or as much of sums, which are doubles. */
    static int statesAtDriver(int replicas, OptionalInt depth) {
        int groups = groups(replicas, depth);
        return groups == 1 ? replicas : 2 * groups;
    }

    /** The examples of the replicas. */
    ShardedData data() {
        return data;
    }

    /** Runs a round as one Spark job; what it brings to the driver is in the order in which it is to be added up. */
    List<? extends Contribution> run(RoundTask task, JavaSparkContext context, String description) {
        if (groups == 1) {
            return task.runOn(data, context, ReplicaUpdate.class, description);
        }
        context.setJobDescription(description);
        int replicas = data.sizes().length;
        JavaPairRDD<Integer, ReplicaUpdate> updates = data.shards().mapPartitionsToPair(shards -> {
            int partition = TaskContext.getPartitionId();
            return Collections.singleton(new Tuple2<>(partition, task.run(partition, shards.next())))
                    .iterator();
        });
        JavaRDD<WeightedSum> sums = updates.partitionBy(new Neighbours(replicas, groups))
                .mapPartitions(group -> Collections.singleton(sumInOrder(group)).iterator());
        try {
            return sums.collect();
        } finally {
            // Else the updates of every round stay on the executors' disks until the driver's garbage is collected.
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

    /** Deals partitions to groups of neighbours that differ by one member at most. */
    private static final class Neighbours extends Partitioner {

        private static final long serialVersionUID = 1L;

        private final int members;
        private final int groups;

        Neighbours(int members, int groups) {
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
