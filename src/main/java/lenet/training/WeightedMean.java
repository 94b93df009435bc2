package lenet.training;

import java.util.List;
import java.util.function.Function;

/**
 * Parameter averaging (McDonald, Hall and Mann, "Distributed training strategies for the structured perceptron", 2010)
 * with the replicas' numbers of examples as weights. Sums are made in double precision in the order of the list, which is
 * the order of the partitions, so the result does not depend on which replica finished first.
 */
final class WeightedMean {

    private WeightedMean() {}

    /** The mean of one flat vector over all updates that trained anything. */
    static float[] of(List<ReplicaUpdate> updates, Function<ReplicaUpdate, float[]> vector) {
        double[] sum = new double[0];
        long weight = 0;
        for (ReplicaUpdate update : updates) {
            if (update.examples == 0) {
                continue;
            }
            float[] values = vector.apply(update);
            if (weight == 0) {
                sum = new double[values.length];
            }
            weight += update.examples;
            for (int i = 0; i < values.length; i++) {
                sum[i] += (double) update.examples * values[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / weight);
        }
        return mean;
    }
}
