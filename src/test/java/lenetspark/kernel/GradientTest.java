package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the reference's gradient numerically against its loss, and the kernel's gradient against the reference's. */
class GradientTest {

    private static final int SIZE = 2;

    static Stream<Arguments> networks() {
        return Stream.of(KernelActivation.values())
                .flatMap(activation -> Stream.of(Pooling.values()).map(pooling -> Arguments.of(activation, pooling)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldFindTheReferenceGradientEqualToTheSlopeOfTheLoss(KernelActivation activation, Pooling pooling) {
        KernelConfig config = new KernelConfig(activation, pooling, new UpdateRule.Sgd(), 0.01, SIZE);
        ReferenceLeNet network = new ReferenceLeNet(config, KernelSamples.parameters(3));
        float[] images = KernelSamples.images(3, SIZE);
        float[] labels = KernelSamples.oneHot(3, SIZE);
        network.differentiate(images, labels, SIZE);
        double[] gradient = network.gradient.clone();
        Random random = new Random(4);
        // A step across a kink of ReLU or max pooling is rare at this size and would cause a gross error.
        double step = 1e-6;
        for (int[] layer : new int[][] {{0, 156}, {156, 2_572}, {2_572, 50_692}, {50_692, 60_856}, {60_856, 61_706}}) {
            for (int i = 0; i < 3; i++) {
                int at = layer[0] + random.nextInt(layer[1] - layer[0]);
                double before = network.parameters[at];
                network.parameters[at] = before + step;
                network.differentiate(images, labels, SIZE);
                double above = network.loss();
                network.parameters[at] = before - step;
                network.differentiate(images, labels, SIZE);
                double slope = (above - network.loss()) / (2 * step);
                network.parameters[at] = before;
                assertThat(gradient[at]).as("parameter %s", at).isCloseTo(slope, within(1e-7 + 1e-4 * Math.abs(slope)));
            }
        }
    }

    static Stream<Arguments> kernels() {
        return networks().flatMap(network -> Stream.of(Kernels.Implementation.values())
                .map(implementation -> Arguments.of(network.get()[0], network.get()[1], implementation)));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void shouldFindTheKernelGradientEqualToTheReferenceGradient(
            KernelActivation activation, Pooling pooling, Kernels.Implementation implementation) {
        KernelConfig config = new KernelConfig(activation, pooling, new UpdateRule.Sgd(), 0, 64);
        float[] parameters = KernelSamples.parameters(3);
        ReferenceLeNet reference = new ReferenceLeNet(config, parameters);
        float[] images = KernelSamples.images(5, 21);
        float[] labels = KernelSamples.oneHot(5, 21);
        reference.differentiate(images, labels, 21);
        LeNetKernel kernel = Kernels.create(config, implementation);
        // The parameters are so small compared with the step that the stored ones are the step alone.
        double rate = 1e10;
        kernel.load(parameters, new float[0]);
        kernel.train(images, labels, 21, rate, 0);
        float[] after = new float[parameters.length];
        kernel.store(after, new float[0]);
        int[] bounds = {0, 6, 156, 172, 2_572, 2_692, 50_692, 60_772, 60_856, 61_696, 61_706};
        for (int i = 1; i < bounds.length; i++) {
            double[] expected = new double[bounds[i] - bounds[i - 1]];
            float[] actual = new float[expected.length];
            for (int j = 0; j < expected.length; j++) {
                expected[j] = reference.gradient[bounds[i - 1] + j];
                actual[j] = (float) (-after[bounds[i - 1] + j] / rate);
            }
            assertThat(KernelSamples.relativeError(expected, actual))
                    .as("tensor %s", i)
                    .isLessThan(3e-6);
        }
    }
}
