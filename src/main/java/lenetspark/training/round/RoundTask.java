package lenetspark.training.round;

import lenetspark.rounds.RoundWork;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.PackedFloats;
import lenetspark.training.replica.Replica;
import lenetspark.training.replica.ReplicaPool;
import lenetspark.training.replica.Shard;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * One replica's part of one round, on an executor: a pure function of (state, shard, plan, epoch, round, partition), so
 * that a retried or speculative copy gives the same result.
 */
public final class RoundTask implements RoundWork<Shard, RoundInput, ReplicaUpdate> {

    private static final long serialVersionUID = 1L;
    private static final PackedFloats NOTHING = PackedFloats.pack(new float[0]);

    private final Broadcast<ReplicaPool> replicas;
    private final LongAccumulator trained;
    private final RoundPlan plan;

    /**
     * What the replicas do in any round of {@code plan}.
     *
     * @param trained adds up examples for Spark's UI; retried and speculative tasks may count twice there
     */
    public RoundTask(Broadcast<ReplicaPool> replicas, LongAccumulator trained, RoundPlan plan) {
        this.replicas = replicas;
        this.trained = trained;
        this.plan = plan;
    }

    @Override
    public ReplicaUpdate run(int partition, Shard shard, RoundInput order) {
        int from = plan.start(order.firstStep, shard.size());
        int to = plan.start(order.endStep, shard.size());
        if (from == to) {
            return new ReplicaUpdate(new ReplicaReport(partition, "", 0, 0, 0, 0, 0), NOTHING, NOTHING);
        }
        return replicas.value()
                .run(shard, (replica, minibatch) -> train(replica, minibatch, shard, partition, order, from, to));
    }

    private ReplicaUpdate train(
            Replica replica, Minibatch minibatch, Shard shard, int partition, RoundInput round, int from, int to) {
        long began = System.nanoTime();
        TaskContext task = TaskContext.get();
        ModelState start = round.state.get();
        int[] order = plan.order(start.epoch(), partition, shard.size());
        long augmentationSeed = plan.augmentationSeed(start.epoch(), partition);
        replica.load(start, plan.replicaSeed(start.epoch(), partition, round.round));
        int steps = 0;
        int correct = 0;
        double lossSum = 0;
        for (int first = from; first < to; first += plan.batchSize()) {
            // Spark marks a task that is to end, and leaves it to the task to look.
            task.killTaskIfInterrupted();
            minibatch.fill(shard, order, first, Math.min(to, first + plan.batchSize()), augmentationSeed);
            replica.train(minibatch);
            steps++;
            lossSum += replica.loss() * minibatch.size();
            correct = replica.correct() == Replica.UNKNOWN ? Replica.UNKNOWN : correct + replica.correct();
        }
        trained.add(to - from);
        // The unpacked arrays are this task's own.
        replica.store(start.parameters(), start.updaterState());
        return new ReplicaUpdate(
                new ReplicaReport(
                        partition,
                        replica.description(),
                        to - from,
                        steps,
                        lossSum,
                        correct,
                        System.nanoTime() - began),
                PackedFloats.pack(start.parameters()),
                PackedFloats.pack(start.updaterState()));
    }
}
