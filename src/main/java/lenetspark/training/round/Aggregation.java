package lenetspark.training.round;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import lenetspark.rounds.ResultLimit;
import lenetspark.rounds.Rounds;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.Shard;
import lenetspark.training.replica.ShardedData;
import lenetspark.training.replica.StateSource;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs the replicas' part of a round and brings their updates to the driver. */
public interface Aggregation extends AutoCloseable {

    /**
     * Largest number of replicas for which aggregation on the driver alone is the default: the page on benchmarks has the
     * measurements.
     */
    int DRIVER_ALONE = 64;

    /** Chooses the aggregation of a run. */
    @FunctionalInterface
    interface Factory {
        /** Returns an aggregation for the replicas of {@code data}, with the arguments of {@link Aggregation#of}. */
        Aggregation create(
                JavaSparkContext context, ShardedData data, RoundTask task, OptionalInt depth, long stateBytes);
    }

    /**
     * Returns the aggregation for the replicas of {@code data}.
     *
     * @param depth 1 = on the driver, 2 = partial sums on executors first; empty to choose by the number of replicas
     * @param stateBytes size of parameters and updater state, in bytes
     * @throws lenetspark.rounds.ResultSizeException if a round would send more to the driver than Spark allows
     */
    static Aggregation of(
            JavaSparkContext context, ShardedData data, RoundTask task, OptionalInt depth, long stateBytes) {
        int replicas = data.sizes().length;
        boolean tree = depth(replicas, depth) > 1;
        int results = tree ? AggregationTree.groups(replicas) : replicas;
        ResultLimit.of(context.getConf()).require(statesAtDriver(replicas, depth) * stateBytes, results);
        return tree ? new AggregationTree(context, data, task) : new Direct(context, data, task);
    }

    /**
     * Returns how many times the size of a float state the driver receives in a round. A group's sum counts twice, because it is
     * made of doubles.
     */
    static int statesAtDriver(int replicas, OptionalInt depth) {
        return depth(replicas, depth) > 1 ? 2 * AggregationTree.groups(replicas) : replicas;
    }

    /** Returns the depth in effect: 1 = on the driver, 2 = partial sums on executors first. */
    static int depth(int replicas, OptionalInt depth) {
        return replicas > 1 ? depth.orElse(replicas > DRIVER_ALONE ? 2 : 1) : 1;
    }

    /** Returns the source from which the replicas of a round get the state. */
    StateSource source(ModelState state);

    /**
     * Runs a round.
     *
     * @param updateListener called, on any thread, with the partition of every replica whose update has reached the driver;
     *     not called with depth 2, where the driver receives sums
     * @return the contributions to the sum, in the order in which they are to be added
     */
    List<? extends Contribution> run(RoundInput input, IntConsumer updateListener);

    /** Starts the tasks of a round that begins soon. */
    void prepare();

    /** Frees the task slots for other jobs. To be called when no round follows soon. */
    void releaseSlots();

    @Override
    void close();

    /** Aggregation on the driver alone: every replica sends its update to the driver. */
    final class Direct implements Aggregation {

        private final JavaSparkContext context;
        private final int replicas;
        private final Rounds<Shard, RoundInput, ReplicaUpdate> rounds;

        private Direct(JavaSparkContext context, ShardedData data, RoundTask task) {
            this.context = context;
            replicas = data.sizes().length;
            rounds = new Rounds<>(context, data.shards(), task);
        }

        @Override
        public StateSource source(ModelState state) {
            return StateSource.of(state, replicas, context);
        }

        @Override
        public List<ReplicaUpdate> run(RoundInput input, IntConsumer updateListener) {
            return rounds.run(input, updateListener);
        }

        @Override
        public void prepare() {
            rounds.prepare();
        }

        @Override
        public void releaseSlots() {
            rounds.releaseSlots();
        }

        @Override
        public void close() {
            rounds.close();
        }
    }
}
