package lenetspark.training.round;

import java.util.List;

/**
 * Divergence of the replicas in a round before averaging: the Euclidean distance of a replica's parameters from their mean,
 * divided by the Euclidean norm of the mean. Averaging loses little while it is small.
 */
final class Divergence {

    private Divergence() {}

    /** Returns the divergence of each contribution, in their order; 0 if nothing was trained. */
    static List<Double> of(List<? extends Contribution> contributions, float[] mean) {
        double norm = Math.sqrt(squaredDistance(mean, new float[mean.length]));
        return contributions.parallelStream()
                .map(Contribution::meanParameters)
                .map(parameters ->
                        parameters.length == 0 || norm == 0 ? 0 : Math.sqrt(squaredDistance(parameters, mean)) / norm)
                .toList();
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}
