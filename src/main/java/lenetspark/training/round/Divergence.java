package lenetspark.training.round;

import java.util.List;

/**
 * How far replicas have gone apart in a round, before the averaging brings them together: the distance of each from their
 * mean as a share of the mean's length, both Euclidean. Averaging loses little while it is small.
 */
final class Divergence {

    private Divergence() {}

    /** Divergence of each contribution's parameters, in their order; 0 where nothing was trained. */
    static List<Double> of(List<? extends Contribution> contributions, float[] mean) {
        double length = Math.sqrt(squaredDistance(mean, new float[mean.length]));
        return contributions.stream()
                .map(Contribution::meanParameters)
                .map(parameters -> parameters.length == 0 || length == 0
                        ? 0
                        : Math.sqrt(squaredDistance(parameters, mean)) / length)
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
