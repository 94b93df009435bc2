package lenet.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * Prints the throughput of one thread per second of its CPU time as one JSON object: examples trained and predicted
 * with minibatches of 64 (Adam, tanh, average pooling), and the peak of floating-point operations in multiply-adds.
 * The three are measured in turn, and the medians are printed. CPU time makes the figures less sensitive to other
 * load.
 *
 * <p>Arguments: the implementation ({@code vector}, {@code plain}, or {@code dl4j} for a stock network, which requires
 * OMP_NUM_THREADS=1); the number of runs; optionally the number of concurrent threads (default: 1), of which the means
 * are printed, because cores slow each other down.
 */
public final class KernelThroughput {

    private static final int WARM_UP = 4;
    private static final long RUN_NANOS = 250_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Work(Runnable train, Runnable predict) {}

    private KernelThroughput() {}

    /** Figures per second of a thread's CPU time. */
    private record Rates(double train, double predict, double peak) {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        int runs = Integer.parseInt(arguments[1]);
        int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        Callable<Rates> thread = () -> measure(work(arguments[0]), runs);
        List<Rates> measured = new ArrayList<>();
        for (Future<Rates> rates : executor.invokeAll(Collections.nCopies(threads, thread))) {
            measured.add(rates.get());
        }
        executor.shutdown();
        System.out.printf(
                Locale.ROOT,
                "{\"vectorBits\": %d, \"trainPerCpuSecond\": %.0f, \"predictPerCpuSecond\": %.0f, \"peakFlops\": %.0f}%n",
                Kernels.vectorBits(),
                mean(measured, Rates::train),
                mean(measured, Rates::predict),
                mean(measured, Rates::peak));
    }

    private static Rates measure(Work work, int runs) {
        double[] train = new double[runs];
        double[] predict = new double[runs];
        double[] peak = new double[runs];
        for (int run = -WARM_UP; run < runs; run++) {
            int at = Math.max(run, 0);
            train[at] = examplesPerSecond(work.train());
            predict[at] = examplesPerSecond(work.predict());
            peak[at] = FmaPeak.flopPerSecond();
        }
        return new Rates(median(train), median(predict), median(peak));
    }

    private static double mean(List<Rates> measured, ToDoubleFunction<Rates> figure) {
        return measured.stream().mapToDouble(figure).average().orElseThrow();
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
