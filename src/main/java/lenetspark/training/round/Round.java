package lenetspark.training.round;

import java.util.List;
import java.util.OptionalLong;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.Replica;
import lenetspark.training.replica.StateSource;

/**
 * A completed round: the replicas have received the state and trained, and the driver has averaged.
 *
 * @param state after averaging
 */
public record Round(RoundResult result, ModelState state) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * What all rounds over the same examples have in common.
     *
     * @param sizes number of examples in each partition
     */
    public record Setting(
            Aggregation aggregation, int[] sizes, RoundPlan plan, AveragingRule rule, RoundListener listener) {}

    /**
     * Runs a round that starts from {@code state}.
     *
     * @param round index in the epoch, from 0
     * @param rounds number of rounds in the epoch
     * @throws TrainingDivergedException if the loss or a parameter is no longer finite
     */
    public static Round run(Setting setting, ModelState state, int round, int rounds) {
        long start = System.nanoTime();
        RoundPlan plan = setting.plan();
        int[] sizes = setting.sizes();
        StateSource source = setting.aggregation().source(state);
        List<? extends Contribution> contributions;
        try {
            contributions = setting.aggregation()
                    .run(
                            new RoundInput(
                                    source,
                                    round,
                                    plan.firstStep(state.epoch(), round, sizes),
                                    plan.firstStep(state.epoch(), round + 1, sizes)),
                            partition -> setting.listener().replicaDone(state.epoch(), round, partition));
        } finally {
            source.release();
        }
        long aggregated = System.nanoTime();
        WeightedSum sum = WeightedSum.of(contributions);
        float[] mean = sum.meanParameters();
        List<Double> divergence = Divergence.of(contributions, mean);
        ModelState averaged = new ModelState(
                setting.rule().next(state.parameters(), mean),
                sum.meanUpdaterState(),
                state.iteration() + steps(sum),
                state.epoch());
        long end = System.nanoTime();
        RoundResult result = summarize(
                sum,
                divergence,
                state.epoch(),
                round,
                rounds,
                (aggregated - start) / NANOS_PER_SECOND,
                (end - aggregated) / NANOS_PER_SECOND);
        requireFinite(result, averaged);
        return new Round(result, averaged);
    }

    private static int steps(WeightedSum sum) {
        return sum.reports().stream().mapToInt(report -> report.steps).max().orElse(0);
    }

    private static RoundResult summarize(
            WeightedSum sum,
            List<Double> divergence,
            int epoch,
            int round,
            int rounds,
            double jobSeconds,
            double averagingSeconds) {
        int replicas = 0;
        long examples = 0;
        long correct = 0;
        boolean isClassifier = true;
        double lossSum = 0;
        long maxComputeNanos = 0;
        for (ReplicaReport report : sum.reports()) {
            replicas += report.examples > 0 ? 1 : 0;
            examples += report.examples;
            lossSum += report.lossSum;
            isClassifier &= report.correct != Replica.UNKNOWN;
            correct += report.correct;
            maxComputeNanos = Math.max(maxComputeNanos, report.computeNanos);
        }
        double computeSeconds = maxComputeNanos / NANOS_PER_SECOND;
        return new RoundResult(
                epoch,
                round,
                rounds,
                replicas,
                sum.reports().stream()
                        .filter(report -> report.examples > 0)
                        .map(report -> report.engine)
                        .distinct()
                        .sorted()
                        .toList(),
                examples,
                steps(sum),
                lossSum / examples,
                isClassifier ? OptionalLong.of(correct) : OptionalLong.empty(),
                sum.bytes(),
                computeSeconds,
                averagingSeconds,
                Math.max(0, jobSeconds - computeSeconds),
                sum.reports().stream()
                        .map(report -> report.computeNanos / NANOS_PER_SECOND)
                        .toList(),
                divergence);
    }

    private static void requireFinite(RoundResult result, ModelState averaged) {
        boolean finite = Double.isFinite(result.loss());
        for (float parameter : averaged.parameters()) {
            // The square is tested too: parameters so large are useless even if tanh keeps the loss finite.
            finite &= Float.isFinite(parameter * parameter);
        }
        if (!finite) {
            throw new TrainingDivergedException(
                    "Training diverged in epoch %d, round %d: the loss is %s and the parameters are no longer usable; try a smaller learning rate"
                            .formatted(result.epoch() + 1, result.round() + 1, result.loss()));
        }
    }
}
