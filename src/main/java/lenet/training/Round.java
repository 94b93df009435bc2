package lenet.training;

import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** One round as one Spark job: broadcast, train, average. */
record Round(RoundResult result, ModelState state) {

    private static final double NANOS = 1e9;

    /** Runs round number {@code round} of {@code rounds}, starting from {@code state}. */
    static Round run(
            JavaSparkContext context,
            ShardedData data,
            Broadcast<ReplicaPool> replicas,
            RoundPlan plan,
            AveragingRule rule,
            ModelState state,
            int round,
            int rounds) {
        long began = System.nanoTime();
        Broadcast<PackedState> broadcast = context.broadcast(PackedState.pack(state));
        List<ReplicaUpdate> updates;
        try {
            int[] sizes = data.sizes();
            updates = new RoundTask(
                            replicas,
                            broadcast,
                            plan,
                            round,
                            plan.firstStep(state.epoch(), round, sizes),
                            plan.firstStep(state.epoch(), round + 1, sizes))
                    .runOn(
                            data,
                            context,
                            ReplicaUpdate.class,
                            "epoch %d round %d of %d: train %d replicas"
                                    .formatted(state.epoch() + 1, round + 1, rounds, sizes.length));
        } finally {
            broadcast.destroy();
        }
        long collected = System.nanoTime();
        ModelState averaged = new ModelState(
                rule.next(state.parameters(), WeightedMean.of(updates, update -> update.parameters.unpack())),
                WeightedMean.of(updates, update -> update.updaterState.unpack()),
                state.iteration() + steps(updates),
                state.epoch());
        long done = System.nanoTime();
        RoundResult result = summarize(
                updates, state.epoch(), round, rounds, (collected - began) / NANOS, (done - collected) / NANOS);
        requireFinite(result, averaged);
        return new Round(result, averaged);
    }

    private static int steps(List<ReplicaUpdate> updates) {
        return updates.stream().mapToInt(update -> update.steps).max().orElse(0);
    }

    private static RoundResult summarize(
            List<ReplicaUpdate> updates, int epoch, int round, int rounds, double jobSeconds, double averagingSeconds) {
        int replicas = 0;
        long examples = 0;
        long correct = 0;
        boolean classified = true;
        double lossSum = 0;
        long bytes = 0;
        long slowest = 0;
        for (ReplicaUpdate update : updates) {
            replicas += update.examples > 0 ? 1 : 0;
            examples += update.examples;
            lossSum += update.lossSum;
            bytes += update.parameters.bytes() + update.updaterState.bytes();
            classified &= update.correct != Replica.UNKNOWN;
            correct += update.correct;
            slowest = Math.max(slowest, update.computeNanos);
        }
        double computeSeconds = slowest / NANOS;
        return new RoundResult(
                epoch,
                round,
                rounds,
                replicas,
                updates.stream()
                        .filter(update -> update.examples > 0)
                        .map(update -> update.engine)
                        .distinct()
                        .sorted()
                        .toList(),
                examples,
                steps(updates),
                lossSum / examples,
                classified ? OptionalLong.of(correct) : OptionalLong.empty(),
                bytes,
                computeSeconds,
                averagingSeconds,
                Math.max(0, jobSeconds - computeSeconds),
                updates.stream().map(update -> update.computeNanos / NANOS).toList());
    }

    private static void requireFinite(RoundResult result, ModelState averaged) {
        boolean finite = Double.isFinite(result.loss());
        for (float parameter : averaged.parameters()) {
            // A network whose squares overflow has left all that it could learn, even where tanh keeps the loss finite.
            finite &= Float.isFinite(parameter * parameter);
        }
        if (!finite) {
            throw new TrainingDivergedException(
                    "Training diverged in epoch %d, round %d: the loss is %s and the parameters are no longer usable; try a smaller learning rate"
                            .formatted(result.epoch() + 1, result.round() + 1, result.loss()));
        }
    }
}
