package lenet.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/**
 * Prints, as one JSON object, what one thread does per second of its own CPU time: examples trained and predicted at
 * batch 64 (Adam, tanh, average pooling) on each implementation, and the arithmetic peak measured between them. Medians
 * of interleaved runs. The optional argument is the number of runs.
 */
public final class KernelThroughput {

    private static final int BATCH = 64;
    /** Multiply-adds count two; pooling, activations and the update are left out. */
    private static final double TRAINING_FLOP = 2_264_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LeNetKernel kernel;
    private final float[] features = new float[BATCH * LeNetKernel.IMAGE_LENGTH];
    private final float[] labels = new float[BATCH * LeNetKernel.CLASSES];
    private final float[] probabilities = new float[BATCH * LeNetKernel.CLASSES];
    private long iteration;

    private KernelThroughput(Kernels.Implementation implementation) {
        UpdateRule rule = new UpdateRule.Adam(0.9, 0.999, 1e-8);
        kernel = Kernels.create(
                new KernelConfig(ActivationFunction.TANH, Pooling.AVERAGE, rule, 0, BATCH), implementation);
        Random random = new Random(1);
        float[] parameters = new float[LeNetKernel.PARAMETERS];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = 0.05f * (float) random.nextGaussian();
        }
        kernel.load(parameters, new float[rule.stateLength()]);
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }
        for (int i = 0; i < BATCH; i++) {
            labels[i * LeNetKernel.CLASSES + random.nextInt(LeNetKernel.CLASSES)] = 1;
        }
    }

    private void train() {
        kernel.train(features, labels, BATCH, 1e-4, iteration++);
    }

    private void predict() {
        kernel.predict(features, BATCH, probabilities);
    }

    private static double examplesPerSecond(Runnable minibatch) {
        long spent = time(count -> {
            minibatch.run();
            return count + 1;
        });
        return spent;
    }

    /** Runs for a quarter of a second of CPU time; amount done per second. */
    private static long time(LongUnaryOperator step) {
        long start = THREADS.getCurrentThreadCpuTime();
        long count = 0;
        long spent;
        do {
            count = step.applyAsLong(count);
            spent = THREADS.getCurrentThreadCpuTime() - start;
        } while (spent < 250_000_000L);
        return Math.round(count * (double) BATCH / spent * 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    public static void main(String[] arguments) {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        StringBuilder json = new StringBuilder("{\"batch\": " + BATCH + ", \"vectorBits\": " + Kernels.vectorBits());
        if (Kernels.vectorAvailable()) {
            measure("vector", Kernels.Implementation.VECTOR, runs, json);
        }
        measure("plain", Kernels.Implementation.PLAIN, runs, json);
        System.out.println(json.append('}'));
    }

    private static void measure(String name, Kernels.Implementation implementation, int runs, StringBuilder json) {
        KernelThroughput throughput = new KernelThroughput(implementation);
        double[] train = new double[runs];
        double[] predict = new double[runs];
        double[] peak = new double[runs];
        for (int run = -4; run < runs; run++) {
            int at = Math.max(run, 0);
            train[at] = examplesPerSecond(throughput::train);
            predict[at] = examplesPerSecond(throughput::predict);
            peak[at] = Kernels.vectorAvailable() ? FmaPeak.flopPerSecond() : Double.NaN;
        }
        json.append(String.format(
                Locale.ROOT,
                ", \"%s\": {\"trainPerCpuSecond\": %.0f, \"predictPerCpuSecond\": %.0f",
                name,
                median(train),
                median(predict)));
        if (Kernels.vectorAvailable()) {
            json.append(String.format(
                    Locale.ROOT,
                    ", \"fmaPeakGflops\": %.1f, \"shareOfPeak\": %.3f",
                    median(peak) / 1e9,
                    median(train) * TRAINING_FLOP / median(peak)));
        }
        json.append('}');
    }
}
