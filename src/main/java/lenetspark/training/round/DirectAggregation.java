package lenetspark.training.round;

import java.util.List;
import java.util.function.IntConsumer;
import lenetspark.rounds.Rounds;
import lenetspark.training.replica.Shard;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.api.java.JavaSparkContext;

/** Every replica sends its update to the driver, and stays for the next round where it can. */
final class DirectAggregation implements Aggregation {

    private final Rounds<Shard, RoundInput, ReplicaUpdate> rounds;

    DirectAggregation(JavaSparkContext context, ShardedData data, RoundTask task) {
        rounds = new Rounds<>(context, data.shards(), task);
    }

    @Override
    public List<ReplicaUpdate> run(RoundInput order, IntConsumer reported) {
        return rounds.run(order, reported);
    }

    @Override
    public void prepare() {
        rounds.prepare();
    }

    @Override
    public void leave() {
        rounds.leave();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
