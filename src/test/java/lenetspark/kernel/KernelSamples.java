package lenetspark.kernel;

import java.util.Random;

/** Random inputs of the tests, each determined by its seed. */
final class KernelSamples {

    private KernelSamples() {}

    static float[] gaussian(long seed, int length, double deviation) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** Returns parameters as large as after initialization, so that no activation saturates. */
    static float[] parameters(long seed) {
        return parameters(seed, LeNetKernel.CLASSES);
    }

    static float[] parameters(long seed, int classes) {
        float[] values = gaussian(seed, LeNetKernel.parameters(classes), 0.06);
        float[] first = gaussian(seed + 1, 156 + 2_416, 0.15);
        System.arraycopy(first, 0, values, 0, first.length);
        return values;
    }

    /** Returns smooth images: a few waves each, in [0, 1]. */
    static float[] images(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count * LeNetKernel.IMAGE_LENGTH];
        for (int i = 0; i < count; i++) {
            double fx = random.nextDouble();
            double fy = random.nextDouble();
            double phase = 6 * random.nextDouble();
            for (int j = 0; j < LeNetKernel.IMAGE_LENGTH; j++) {
                double wave = Math.sin(fx * (j % 32) + phase) * Math.cos(fy * (j / 32) + phase);
                values[i * LeNetKernel.IMAGE_LENGTH + j] = (float) (0.5 + 0.5 * wave);
            }
        }
        return values;
    }

    static float[] oneHot(long seed, int count) {
        return oneHot(seed, count, LeNetKernel.CLASSES);
    }

    static float[] oneHot(long seed, int count, int classes) {
        Random random = new Random(seed);
        float[] labels = new float[count * classes];
        for (int i = 0; i < count; i++) {
            labels[i * classes + random.nextInt(classes)] = 1;
        }
        return labels;
    }

    /** Returns the L2 norm of the difference divided by that of the expected values. */
    static double relativeError(double[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference / Math.max(norm, Double.MIN_NORMAL));
    }
}
