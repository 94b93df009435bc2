package lenet.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints, as one JSON object, what one thread does per second of its own CPU time: examples trained and predicted at
 * batch 64 (Adam, tanh, average pooling), and floating-point operations at the peak of multiply-adds, measured in
 * between. Medians of interleaved runs. CPU time, so that a busy machine changes little.
 *
 * <p>The first argument says what computes: {@code vector}, {@code plain} or {@code dl4j}, a stock network that must be
 * started with OMP_NUM_THREADS=1; the second, which may be left out, is the number of runs.
 */
public final class KernelThroughput {

    private static final int WARM_UP = 4;
    private static final long RUN_NANOS = 250_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Work(Runnable train, Runnable predict) {}

    private KernelThroughput() {}

    public static void main(String[] arguments) {
        Work work = work(arguments[0]);
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        double[] train = new double[runs];
        double[] predict = new double[runs];
        double[] peak = new double[runs];
        for (int run = -WARM_UP; run < runs; run++) {
            int at = Math.max(run, 0);
            train[at] = examplesPerSecond(work.train());
            predict[at] = examplesPerSecond(work.predict());
            peak[at] = FmaPeak.flopPerSecond();
        }
        System.out.printf(
                Locale.ROOT,
                "{\"vectorBits\": %d, \"trainPerCpuSecond\": %.0f, \"predictPerCpuSecond\": %.0f, \"peakFlops\": %.0f}%n",
                Kernels.vectorBits(),
                median(train),
                median(predict),
                median(peak));
    }

    private static Work work(String name) {
        if (name.equals("dl4j")) {
            StockMinibatch stock = new StockMinibatch();
            return new Work(stock::train, stock::predict);
        }
        BenchmarkMinibatch minibatch =
                new BenchmarkMinibatch(Kernels.Implementation.valueOf(name.toUpperCase(Locale.ROOT)));
        return new Work(minibatch::train, minibatch::predict);
    }

    private static double examplesPerSecond(Runnable minibatch) {
        long start = THREADS.getCurrentThreadCpuTime();
        long count = 0;
        long spent;
        do {
            minibatch.run();
            count++;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        } while (spent < RUN_NANOS);
        return count * (double) BenchmarkMinibatch.SIZE / spent * 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
