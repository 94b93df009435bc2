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
 * What a task does with the shard of its partition. Run as {@link org.apache.spark.SparkContext#runJob} takes it, and not as
 * a map over the RDD: Spark takes every lambda of a map or collect apart to clean its closure, reading class files from
 * jars, which costs some five milliseconds a job. A class of its own is passed as it is.
 */
abstract class ShardTask<R extends Serializable> extends AbstractFunction2<TaskContext, Iterator<Shard>, R>
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** On an executor: a pure function of the task's fields, the partition and its shard. */
    abstract R run(int partition, Shard shard);

    @Override
    public final R apply(TaskContext context, Iterator<Shard> shards) {
        return run(context.partitionId(), shards.next());
    }

    /** Runs one job with one task a shard; results are in the order of the partitions. */
    @SuppressWarnings("unchecked")
    final List<R> runOn(ShardedData data, JavaSparkContext context, Class<R> result, String description) {
        try (JobScope jobs = JobScope.open(context).describe(description)) {
            Object results = context.sc().runJob(data.shards().rdd(), this, ClassTag$.MODULE$.apply(result));
            return List.of((R[]) results);
        }
    }
}
