package lenetspark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Minimum, median and maximum of repeated measurements of one quantity. */
record Spread(double min, double median, double max) {

    /**
     * Returns the spread of {@code samples}. The median of an even number of samples is the mean of the middle two.
     *
     * @throws IllegalArgumentException if there are no samples
     */
    static Spread of(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("A spread needs a sample");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** Returns the spread of one quantity over all runs. */
    static <T> Spread of(List<T> runs, ToDoubleFunction<T> figure) {
        return of(runs.stream().mapToDouble(figure).toArray());
    }

    /**
     * Returns the spread of the ratios of paired runs, which were measured under the same conditions of the machine.
     */
    static <T, U> Spread ofRatios(
            List<T> runs, ToDoubleFunction<T> figure, List<U> baseline, ToDoubleFunction<U> baselineFigure) {
        double[] ratios = new double[Math.min(runs.size(), baseline.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(runs.get(i)) / baselineFigure.applyAsDouble(baseline.get(i));
        }
        return of(ratios);
    }
}
