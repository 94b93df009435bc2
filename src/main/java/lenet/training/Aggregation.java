package lenet.training;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaSparkContext;

/** How the replicas are told of a round, and how their updates reach the driver. */
interface Aggregation extends AutoCloseable {

    /** Replicas up to which the driver alone is the default: the page on benchmarks has the measurements. */
    int DRIVER_ALONE = 64;

    /**
     * The aggregation for the replicas of {@code data}.
     *
     * @param depth 1 for the driver alone, 2 with groups in between; empty to decide by the number of replicas
     * @param reported hears, on any thread, of every replica whose update has reached the driver, where it sees each
     */
    static Aggregation of(
            JavaSparkContext context, ShardedData data, RoundTask task, OptionalInt depth, IntConsumer reported) {
        int replicas = data.sizes().length;
        return isTree(replicas, depth)
                ? new AggregationTree(data, task)
                : new DirectAggregation(context, data, task, reported);
    }

    /** How many vectors of floats reach the driver, or as much of sums, which are doubles. */
    static int statesAtDriver(int replicas, OptionalInt depth) {
        return isTree(replicas, depth) ? 2 * AggregationTree.groups(replicas) : replicas;
    }

    private static boolean isTree(int replicas, OptionalInt depth) {
        return replicas > 1 && depth.orElse(replicas > DRIVER_ALONE ? 2 : 1) > 1;
    }

    /**
     * Runs a round.
     *
     * @return what is to be added up, in the order in which it is
     */
    List<? extends Contribution> run(RoundOrder order);

    /** Readies the executors for a round that follows soon. */
    void prepare();

    /** Frees the executors for other jobs: no round follows soon. */
    void leave();

    @Override
    void close();
}
