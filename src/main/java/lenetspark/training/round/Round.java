package lenetspark.training.round;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntToDoubleFunction;
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
    private static final double TENTHS_OF_MILLIS = 1e4;
    private static final double MILLIONTHS = 1e6;

    /**
     * What all rounds over the same examples have in common.
     *
     * @param sizes number of examples in each partition
     * @param learningRate maps the number of previous updates to the learning rate of the next one
     */
    public record Setting(
            Aggregation aggregation,
            int[] sizes,
            RoundPlan plan,
            AveragingRule rule,
            IntToDoubleFunction learningRate,
            RoundListener listener) {}

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
                            partition -> setting.listener().replicaDone(state.epoch() + 1, round + 1, partition));
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
                setting,
                sum,
                divergence,
                averaged,
                round,
                rounds,
                (aggregated - start) / NANOS_PER_SECOND,
                (end - aggregated) / NANOS_PER_SECOND);
        requireFinite(result.statistics(), averaged);
        return new Round(result, averaged);
    }

    private static int steps(WeightedSum sum) {
        return sum.reports().stream().mapToInt(report -> report.steps).max().orElse(0);
    }

    private static RoundResult summarize(
            Setting setting,
            WeightedSum sum,
            List<Double> divergence,
            ModelState averaged,
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
        double waitingSeconds = Math.max(0, jobSeconds - computeSeconds);
        RoundStatistics statistics = new RoundStatistics(
                averaged.epoch() + 1,
                round + 1,
                rounds,
                averaged.iteration(),
                replicas,
                examples,
                lossSum / examples,
                sum.bytes(),
                isClassifier ? (double) correct / examples : null,
                examples / (computeSeconds + averagingSeconds + waitingSeconds),
                computeSeconds,
                averagingSeconds,
                waitingSeconds,
                setting.learningRate().applyAsDouble(averaged.iteration() - 1),
                sum.reports().stream()
                        .map(report -> rounded(report.computeNanos / NANOS_PER_SECOND, TENTHS_OF_MILLIS))
                        .toList(),
                divergence.stream().map(value -> rounded(value, MILLIONTHS)).toList());
        return new RoundResult(
                statistics,
                sum.reports().stream()
                        .filter(report -> report.examples > 0)
                        .map(report -> report.engine)
                        .distinct()
                        .sorted()
                        .toList(),
                steps(sum),
                isClassifier ? OptionalLong.of(correct) : OptionalLong.empty());
    }

    private static double rounded(double value, double unit) {
        return Math.round(value * unit) / unit;
    }

    private static void requireFinite(RoundStatistics statistics, ModelState averaged) {
        boolean finite = Double.isFinite(statistics.loss());
        for (float parameter : averaged.parameters()) {
            // The square is tested too: parameters so large are useless even if tanh keeps the loss finite.
            finite &= Float.isFinite(parameter * parameter);
        }
        if (!finite) {
            throw new TrainingDivergedException(
                    "Training diverged in epoch %d, round %d: the loss is %s and the parameters are no longer usable; try a smaller learning rate"
                            .formatted(statistics.epoch(), statistics.round(), statistics.loss()));
        }
    }
}
