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
 * Trains one replica in one round, on an executor. The result is a pure function of (state, shard, plan, epoch, round,
 * partition), so that a retried or speculative task returns the same.
 */
public final class RoundTask implements RoundWork<Shard, RoundInput, ReplicaUpdate> {

    private static final long serialVersionUID = 1L;
    private static final PackedFloats EMPTY = PackedFloats.pack(new float[0]);

    private final Broadcast<ReplicaPool> replicas;
    private final LongAccumulator trained;
    private final RoundPlan plan;

    /**
     * Creates the task of the rounds of {@code plan}.
     *
     * @param trained counts the trained examples for the Spark UI; retried and speculative tasks may count twice
     */
    public RoundTask(Broadcast<ReplicaPool> replicas, LongAccumulator trained, RoundPlan plan) {
        this.replicas = replicas;
        this.trained = trained;
        this.plan = plan;
    }

    @Override
    public ReplicaUpdate run(int partition, Shard shard, RoundInput input) {
        // Spark only marks a task as killed; the task itself must check the mark.
        ReplicaUpdate update = run(partition, shard, input, TaskContext.get()::killTaskIfInterrupted);
        trained.add(update.report.examples);
        return update;
    }

    /**
     * Trains one replica, on any thread.
     *
     * @param beforeMinibatch called before each minibatch
     */
    ReplicaUpdate run(int partition, Shard shard, RoundInput input, Runnable beforeMinibatch) {
        int from = plan.start(input.firstStep, shard.size());
        int to = plan.start(input.endStep, shard.size());
        if (from == to) {
            return new ReplicaUpdate(new ReplicaReport(partition, "", 0, 0, 0, 0, 0), EMPTY, EMPTY);
        }
        return replicas.value()
                .run(
                        shard,
                        (replica, minibatch) ->
                                train(replica, minibatch, shard, partition, input, from, to, beforeMinibatch));
    }

    private ReplicaUpdate train(
            Replica replica,
            Minibatch minibatch,
            Shard shard,
            int partition,
            RoundInput input,
            int from,
            int to,
            Runnable beforeMinibatch) {
        long startNanos = System.nanoTime();
        ModelState start = input.state.get();
        int[] order = plan.order(start.epoch(), partition, shard.size());
        long augmentationSeed = plan.augmentationSeed(start.epoch(), partition);
        replica.load(start, plan.replicaSeed(start.epoch(), partition, input.round));
        int steps = 0;
        int correct = 0;
        double lossSum = 0;
        for (int first = from; first < to; first += plan.batchSize()) {
            beforeMinibatch.run();
            minibatch.fill(shard, order, first, Math.min(to, first + plan.batchSize()), augmentationSeed);
            replica.train(minibatch);
            steps++;
            lossSum += replica.loss() * minibatch.size();
            correct = replica.correct() == Replica.UNKNOWN ? Replica.UNKNOWN : correct + replica.correct();
        }
        // The arrays may be overwritten, because they were unpacked for this task alone.
        replica.store(start.parameters(), start.updaterState());
        return new ReplicaUpdate(
                new ReplicaReport(
                        partition,
                        replica.description(),
                        to - from,
                        steps,
                        lossSum,
                        correct,
                        System.nanoTime() - startNanos),
                PackedFloats.pack(start.parameters()),
                PackedFloats.pack(start.updaterState()));
    }
}
