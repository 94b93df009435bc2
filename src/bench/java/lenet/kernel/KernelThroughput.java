package lenet.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints, as one JSON object, what one thread does per second of its own CPU time: examples trained and predicted at
 * batch 64 (Adam, tanh, average pooling) on each implementation, and the peak of multiply-adds measured in between.
 * Medians of interleaved runs; the optional argument is their number. CPU time, so that a busy machine changes little.
 */
public final class KernelThroughput {

    /** Per example trained: a multiply-add counts two; pooling, activations and the update are left out. */
    private static final double TRAINING_FLOP = 2_264_000;

    private static final int WARM_UP = 4;
    private static final long RUN_NANOS = 250_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private KernelThroughput() {}

    public static void main(String[] arguments) {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        StringBuilder json = new StringBuilder();
        json.append("{\"batch\": ").append(BenchmarkMinibatch.SIZE);
        json.append(", \"vectorBits\": ").append(Kernels.vectorBits());
        if (Kernels.vectorAvailable()) {
            json.append(", \"vector\": ").append(measure(Kernels.Implementation.VECTOR, runs));
        }
        json.append(", \"plain\": ").append(measure(Kernels.Implementation.PLAIN, runs));
        System.out.println(json.append('}'));
    }

    private static String measure(Kernels.Implementation implementation, int runs) {
        BenchmarkMinibatch minibatch = new BenchmarkMinibatch(implementation);
        double[] train = new double[runs];
        double[] predict = new double[runs];
        double[] peak = new double[runs];
        for (int run = -WARM_UP; run < runs; run++) {
            int at = Math.max(run, 0);
            train[at] = examplesPerSecond(minibatch::train);
            predict[at] = examplesPerSecond(minibatch::predict);
            peak[at] = Kernels.vectorAvailable() ? FmaPeak.flopPerSecond() : 0;
        }
        String examples = String.format(
                Locale.ROOT,
                "\"trainPerCpuSecond\": %.0f, \"predictPerCpuSecond\": %.0f",
                median(train),
                median(predict));
        if (!Kernels.vectorAvailable()) {
            return "{" + examples + "}";
        }
        return String.format(
                Locale.ROOT,
                "{%s, \"fmaPeakGflops\": %.1f, \"shareOfPeak\": %.3f}",
                examples,
                median(peak) / 1e9,
                median(train) * TRAINING_FLOP / median(peak));
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
