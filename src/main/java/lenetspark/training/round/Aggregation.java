package lenetspark.training.round;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import lenetspark.rounds.ResultLimit;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.api.java.JavaSparkContext;

/** How the replicas are told of a round, and how their updates reach the driver. */
public interface Aggregation extends AutoCloseable {

    /** Replicas up to which the driver alone is the default: the page on benchmarks has the measurements. */
    int DRIVER_ALONE = 64;

    /**
     * The aggregation for the replicas of {@code data}.
     *
     * @param depth 1 for the driver alone, 2 with groups in between; empty to decide by the number of replicas
     * @param stateBytes size of parameters and updater state
     * @throws lenetspark.rounds.ResultSizeException if a round would bring more to the driver than Spark lets it receive
     */
    static Aggregation of(
            JavaSparkContext context, ShardedData data, RoundTask task, OptionalInt depth, long stateBytes) {
        int replicas = data.sizes().length;
        boolean tree = depth(replicas, depth) > 1;
        int results = tree ? AggregationTree.groups(replicas) : replicas;
        ResultLimit.of(context.getConf()).require(statesAtDriver(replicas, depth) * stateBytes, results);
        return tree ? new AggregationTree(data, task) : new DirectAggregation(context, data, task);
    }

    /** How many vectors of floats reach the driver, or as much of sums, which are doubles. */
    static int statesAtDriver(int replicas, OptionalInt depth) {
        return depth(replicas, depth) > 1 ? 2 * AggregationTree.groups(replicas) : replicas;
    }

    /** The depth in effect: 1 for the driver alone, 2 with groups in between. */
    static int depth(int replicas, OptionalInt depth) {
        return replicas > 1 ? depth.orElse(replicas > DRIVER_ALONE ? 2 : 1) : 1;
    }

    /**
     * Runs a round.
     *
     * @param reported is called with the partition of every replica whose update has reached the driver, where it sees each,
     *     on any thread
     * @return what is to be added up, in the order in which it is
     */
    List<? extends Contribution> run(RoundInput order, IntConsumer reported);

    /** Readies the executors for a round that follows soon. */
    void prepare();

    /** Frees the executors for other jobs: no round follows soon. */
    void leave();

    @Override
    void close();
}
