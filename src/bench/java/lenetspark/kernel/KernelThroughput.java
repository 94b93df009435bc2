package lenetspark.kernel;

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
import lenetspark.bench.Usage;

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

    private enum Name {
        VECTOR,
        PLAIN,
        DL4J
    }

    private record Settings(Name name, int runs, int threads) {
        static Settings of(String[] arguments) {
            if (arguments.length > 3) {
                throw new IllegalArgumentException("too many");
            }
            return new Settings(
                    Name.valueOf(arguments[0].toUpperCase(Locale.ROOT)),
                    Usage.count(arguments[1]),
                    arguments.length > 2 ? Usage.count(arguments[2]) : 1);
        }
    }

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        Settings settings = Usage.parse(
                "KernelThroughput vector|plain|dl4j RUNS [THREADS], numbers of 1 or more",
                arguments,
                () -> Settings.of(arguments));
        List<Rates> measured = measureAtOnce(settings);
        System.out.printf(
                Locale.ROOT,
                "{\"vectorBits\": %d, \"trainPerCpuSecond\": %.0f, \"predictPerCpuSecond\": %.0f, \"peakFlops\": %.0f}%n",
                Kernels.vectorBits(),
                mean(measured, Rates::train),
                mean(measured, Rates::predict),
                mean(measured, Rates::peak));
    }

    private static List<Rates> measureAtOnce(Settings settings) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(settings.threads());
        try {
            Callable<Rates> thread = () -> measure(work(settings.name()), settings.runs());
            List<Rates> measured = new ArrayList<>();
            for (Future<Rates> rates : executor.invokeAll(Collections.nCopies(settings.threads(), thread))) {
                measured.add(rates.get());
            }
            return measured;
        } finally {
            // Its threads would keep the JVM alive after a failure.
            executor.shutdownNow();
        }
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

    private static Work work(Name name) {
        if (name == Name.DL4J) {
            StockMinibatch stock = new StockMinibatch();
            return new Work(stock::train, stock::predict);
        }
        BenchmarkMinibatch minibatch = new BenchmarkMinibatch(
                name == Name.VECTOR ? Kernels.Implementation.VECTOR : Kernels.Implementation.PLAIN);
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
