package lenetspark.training.round;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import lenetspark.training.replica.PackedFloats;

/**
 * Weighted sum of the replicas' parameters and updater states, for parameter averaging (McDonald, Hall and Mann, "Distributed
 * training strategies for the structured perceptron", 2010). The weights are the replicas' numbers of examples. Sums are computed
 * in double precision in the order of the additions, so the result does not depend on which replica finished first.
 */
final class WeightedSum implements Contribution, Serializable {

    private static final long serialVersionUID = 1L;

    private final List<ReplicaReport> reports = new ArrayList<>();
    private long weight;
    private long bytes;
    private double[] parameters = {};
    private double[] updaterState = {};

    /** Adds the update of a replica. If it trained no example, only its report is kept. */
    void add(ReplicaUpdate update) {
        reports.add(update.report);
        bytes += update.parameters.bytes() + update.updaterState.bytes();
        int examples = update.report.examples;
        if (examples == 0) {
            return;
        }
        parameters = allocatedIfEmpty(parameters, update.parameters);
        updaterState = allocatedIfEmpty(updaterState, update.updaterState);
        weight += examples;
        add(parameters, update.parameters.unpack(), examples);
        add(updaterState, update.updaterState.unpack(), examples);
    }

    private double[] allocatedIfEmpty(double[] sum, PackedFloats vector) {
        return weight == 0 ? new double[vector.length()] : sum;
    }

    private static void add(double[] sum, float[] vector, int examples) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (double) examples * vector[i];
        }
    }

    /** Adds another sum. */
    void add(WeightedSum other) {
        reports.addAll(other.reports);
        bytes += other.bytes;
        if (other.weight == 0) {
            return;
        }
        if (weight == 0) {
            parameters = new double[other.parameters.length];
            updaterState = new double[other.updaterState.length];
        }
        weight += other.weight;
        add(parameters, other.parameters);
        add(updaterState, other.updaterState);
    }

    private static void add(double[] sum, double[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    /** Returns the reports of all replicas, in the order in which they were added. */
    List<ReplicaReport> reports() {
        return reports;
    }

    /** Returns the size of the replicas' parameters and updater states, in bytes. */
    long bytes() {
        return bytes;
    }

    @Override
    public void addTo(WeightedSum sum) {
        sum.add(this);
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
            mean[i] = (float) (sum[i] / weight);
        }
        return mean;
    }
}
