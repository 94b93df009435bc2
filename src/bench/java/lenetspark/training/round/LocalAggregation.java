package lenetspark.training.round;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.Shard;
import lenetspark.training.replica.ShardedData;
import lenetspark.training.replica.StateSource;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs the replicas of a round on threads of this process, as many as it has cores, without Spark. The updates are added in the
 * order of Spark's aggregation, so the results have the same bits.
 */
public final class LocalAggregation implements Aggregation {

    private final List<Shard> shards;
    private final RoundTask task;
    private final boolean tree;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    private LocalAggregation(List<Shard> shards, RoundTask task, boolean tree) {
        this.shards = shards;
        this.task = task;
        this.tree = tree;
    }

    /** Collects the shards, and returns an aggregation over them. */
    public static Aggregation create(
            JavaSparkContext context, ShardedData data, RoundTask task, OptionalInt depth, long stateBytes) {
        List<Shard> shards = data.shards().collect();
        return new LocalAggregation(shards, task, Aggregation.depth(shards.size(), depth) > 1);
    }

    /** Copies the state for each replica, without the way over bytes. */
    @Override
    public StateSource source(ModelState state) {
        return new StateSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public ModelState get() {
                return new ModelState(
                        state.parameters().clone(), state.updaterState().clone(), state.iteration(), state.epoch());
            }

            @Override
            public void release() {}
        };
    }

    @Override
    public List<? extends Contribution> run(RoundInput input, IntConsumer updateListener) {
        List<Future<ReplicaUpdate>> running = new ArrayList<>();
        for (int partition = 0; partition < shards.size(); partition++) {
            int replica = partition;
            running.add(threads.submit(() -> {
                ReplicaUpdate update = task.run(replica, shards.get(replica), input, () -> {});
                updateListener.accept(replica);
                return update;
            }));
        }
        List<ReplicaUpdate> updates =
                running.stream().map(LocalAggregation::result).toList();
        return tree ? sumGroups(updates) : updates;
    }

    private static ReplicaUpdate result(Future<ReplicaUpdate> running) {
        try {
            return running.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("A replica failed", e);
        }
    }

    private static List<WeightedSum> sumGroups(List<ReplicaUpdate> updates) {
        return updates.stream()
                .collect(Collectors.groupingBy(
                        update -> AggregationTree.group(update.report.partition, updates.size()),
                        TreeMap::new,
                        Collectors.toList()))
                .values()
                .stream()
                .map(WeightedSum::of)
                .toList();
    }

    @Override
    public void prepare() {}

    @Override
    public void releaseSlots() {}

    @Override
    public void close() {
        threads.shutdown();
    }
}
