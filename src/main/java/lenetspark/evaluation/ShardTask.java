package lenetspark.evaluation;

import java.io.Serializable;
import java.util.List;
import lenetspark.spark.JobScope;
import lenetspark.training.replica.Shard;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Spark task on the shard of a partition. It is passed to {@link org.apache.spark.SparkContext#runJob} instead of mapping the RDD,
 * because Spark cleans the closure of every lambda, for which it reads class files from jars; that takes about 5 ms per job. A
 * named class needs no cleaning.
 */
abstract class ShardTask<R extends Serializable> extends AbstractFunction2<TaskContext, Iterator<Shard>, R>
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Computes the result on an executor. Must be a pure function of the task's fields, the partition and its shard. */
    abstract R run(int partition, Shard shard);

    @Override
    public final R apply(TaskContext context, Iterator<Shard> shards) {
        return run(context.partitionId(), shards.next());
    }

    /** Runs a job with one task per shard and returns the results in the order of the partitions. */
    @SuppressWarnings("unchecked")
    final List<R> runOn(ShardedData data, JavaSparkContext context, Class<R> result, String description) {
        try (JobScope jobs = JobScope.open(context).describe(description)) {
            Object results = context.sc().runJob(data.shards().rdd(), this, ClassTag$.MODULE$.apply(result));
            return List.of((R[]) results);
        }
    }
}
