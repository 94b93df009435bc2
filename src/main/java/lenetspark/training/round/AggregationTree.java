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
 * Neighbours' updates are added up on the executors first, in about as many groups as each has members, and the driver
 * adds up the groups' sums. With many replicas it would else receive and add a vector for each while all executors wait.
 * The shape is a function of the number of replicas alone, so the bits are too. A round is one Spark job.
 */
public final class AggregationTree implements Aggregation {

    private final ShardedData data;
    private final RoundTask task;

    AggregationTree(ShardedData data, RoundTask task) {
        this.data = data;
        this.task = task;
    }

    static int groups(int replicas) {
        return (int) Math.ceil(Math.sqrt(replicas));
    }

    @Override
    public List<WeightedSum> run(RoundInput order, IntConsumer reported) {
        int replicas = data.sizes().length;
        RoundTask work = task;
        JavaPairRDD<Integer, ReplicaUpdate> updates = data.shards().mapPartitionsToPair(shards -> {
            int partition = TaskContext.getPartitionId();
            return Collections.singleton(new Tuple2<>(partition, work.run(partition, shards.next(), order)))
                    .iterator();
        });
        JavaRDD<WeightedSum> sums = updates.partitionBy(new Neighbours(replicas, groups(replicas)))
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

    /** Nothing is held between two rounds. */
    @Override
    public void prepare() {}

    @Override
    public void leave() {}

    @Override
    public void close() {}

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
