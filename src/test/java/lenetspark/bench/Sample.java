package lenetspark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Statistics of repeated runs of one setting with different seeds.
 *
 * @param deviation standard deviation of the sample; 0 for a single run
 */
record Sample(int size, double mean, double deviation, double least, double most) {

    /**
     * Computes the statistics of one quantity of every run.
     *
     * @throws IllegalArgumentException if there are no runs
     */
    static <T> Sample of(List<T> runs, ToDoubleFunction<T> figure) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("A sample needs a run");
        }
        double[] values = runs.stream().mapToDouble(figure).toArray();
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new Sample(
                values.length,
                mean,
                values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)),
                Arrays.stream(values).min().getAsDouble(),
                Arrays.stream(values).max().getAsDouble());
    }
}
