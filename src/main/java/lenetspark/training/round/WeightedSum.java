package lenetspark.training.round;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Weighted sum of the replicas' parameters and updater states, for parameter averaging (McDonald, Hall and Mann, "Distributed
 * training strategies for the structured perceptron", 2010). The weights are the replicas' numbers of examples. Sums are computed
 * in double precision in the order of the additions, so the result does not depend on which replica finished first.
 */
final class WeightedSum implements Contribution, Serializable {

    private static final long serialVersionUID = 1L;

    /** Number of elements that one thread adds up; they fit in a core's cache. */
    private static final int RANGE = 4096;

    private final List<ReplicaReport> reports;
    private final long examples;
    private final long bytes;
    private final double[] parameters;
    private final double[] updaterState;

    private WeightedSum(
            List<ReplicaReport> reports, long examples, long bytes, double[] parameters, double[] updaterState) {
        this.reports = reports;
        this.examples = examples;
        this.bytes = bytes;
        this.parameters = parameters;
        this.updaterState = updaterState;
    }

    /** Returns the sum of the contributions. Of those without examples only the reports are kept. */
    static WeightedSum of(List<? extends Contribution> contributions) {
        List<ReplicaReport> reports = new ArrayList<>();
        contributions.forEach(contribution -> reports.addAll(contribution.reports()));
        List<? extends Contribution> trained = contributions.stream()
                .filter(contribution -> contribution.examples() > 0)
                .toList();
        return new WeightedSum(
                reports,
                trained.stream().mapToLong(Contribution::examples).sum(),
                contributions.stream().mapToLong(Contribution::bytes).sum(),
                sum(trained.stream().map(Contribution::parameters).toList()),
                sum(trained.stream().map(Contribution::updaterState).toList()));
    }

    /** Adds up ranges in parallel: every element is still the sum in the order of the list. */
    private static double[] sum(List<Summand> summands) {
        double[] sum = new double[summands.isEmpty() ? 0 : summands.get(0).length()];
        IntStream.range(0, -Math.floorDiv(-sum.length, RANGE)).parallel().forEach(range -> {
            int from = range * RANGE;
            int to = Math.min(sum.length, from + RANGE);
            summands.forEach(summand -> summand.addTo(sum, from, to));
        });
        return sum;
    }

    @Override
    public List<ReplicaReport> reports() {
        return reports;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Summand parameters() {
        return new Doubles(parameters);
    }

    @Override
    public Summand updaterState() {
        return new Doubles(updaterState);
    }

    @Override
    public float[] meanParameters() {
        return mean(parameters);
    }

    /** Returns the mean of the updater states; empty for a stateless updater. */
    float[] meanUpdaterState() {
        return mean(updaterState);
    }

    private float[] mean(double[] sum) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / examples);
        }
        return mean;
    }

    @SuppressWarnings("ArrayRecordComponent") // The record is never compared.
    private record Doubles(double[] values) implements Summand {

        @Override
        public int length() {
            return values.length;
        }

        @Override
        public void addTo(double[] sum, int from, int to) {
            for (int i = from; i < to; i++) {
                sum[i] += values[i];
            }
        }
    }
}
