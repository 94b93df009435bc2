package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {

    private static final int UNITS = 84;
    private static final int OUTPUT_WEIGHTS = 60_856;
    /** Learning rate so large that the stored parameters after a step from small ones are the step alone. */
    private static final double RATE = 1e10;

    private static float[] mask(double probability, long seed) {
        Dropout dropout = new Dropout(probability);
        dropout.start(seed);
        return apply(dropout, ones(), ones())[0];
    }

    /** The outputs and the derivatives. */
    private static float[][] apply(Dropout dropout, float[] outputs, float[] derivatives) {
        float[] memory = Arrays.copyOf(outputs, outputs.length + derivatives.length);
        System.arraycopy(derivatives, 0, memory, outputs.length, derivatives.length);
        dropout.apply(memory, 0, outputs.length, UNITS);
        return new float[][] {
            Arrays.copyOf(memory, outputs.length), Arrays.copyOfRange(memory, outputs.length, memory.length)
        };
    }

    private static float[] ones() {
        float[] ones = new float[UNITS * Layout.COLUMNS];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
    void shouldZeroTheGivenShareAndScaleTheRest(double probability) {
        int dropped = 0;
        for (int seed = 0; seed < 100; seed++) {
            for (float factor : mask(probability, seed)) {
                assertThat(factor).isIn(0f, (float) (1 / (1 - Math.round(probability * 65_536) / 65_536.0)));
                dropped += factor == 0 ? 1 : 0;
            }
        }
        double share = dropped / (100.0 * UNITS * Layout.COLUMNS);
        assertThat(share)
                .isCloseTo(probability, within(5 * Math.sqrt(probability * (1 - probability) / 100 / UNITS / 64)));
    }

    @Test
    void shouldDependOnTheSeedAlone() {
        assertThat(mask(0.5, 7)).isEqualTo(mask(0.5, 7)).isNotEqualTo(mask(0.5, 8));
    }

    @Test
    void shouldDrawAnotherMaskForEveryChunk() {
        Dropout dropout = new Dropout(0.5);
        dropout.start(3);
        float[] first = apply(dropout, ones(), ones())[0];
        float[] second = apply(dropout, ones(), ones())[0];

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void shouldMultiplyOutputsAndDerivativesByTheSameMask() {
        float[] outputs = KernelSamples.gaussian(1, UNITS * Layout.COLUMNS, 1);
        float[] derivatives = KernelSamples.gaussian(2, UNITS * Layout.COLUMNS, 1);
        Dropout dropout = new Dropout(0.5);
        dropout.start(9);
        float[][] applied = apply(dropout, outputs, derivatives);
        float[] mask = mask(0.5, 9);
        float[] expectedOutputs = KernelSamples.gaussian(1, mask.length, 1);
        float[] expectedDerivatives = KernelSamples.gaussian(2, mask.length, 1);
        for (int i = 0; i < mask.length; i++) {
            expectedOutputs[i] *= mask[i];
            expectedDerivatives[i] *= mask[i];
        }

        assertThat(applied[0]).isEqualTo(expectedOutputs);
        assertThat(applied[1]).isEqualTo(expectedDerivatives);
    }

    /** For one example, dropping inputs of the last layer equals multiplying its weights by the mask. */
    @ParameterizedTest
    @EnumSource
    void shouldTrainTheNetworkWithoutTheDroppedOutputs(Kernels.Implementation implementation) {
        long seed = 12;
        float[] image = KernelSamples.images(5, 1);
        float[] label = KernelSamples.oneHot(5, 1);
        float[] parameters = KernelSamples.parameters(3);
        float[] mask = mask(0.5, seed);
        float[] masked = parameters.clone();
        for (int i = 0; i < 10 * UNITS; i++) {
            masked[OUTPUT_WEIGHTS + i] *= mask[i % UNITS * Layout.COLUMNS];
        }

        float[] dropped = stepOf(0.5, parameters, image, label, seed, implementation);
        float[] expected = stepOf(0, masked, image, label, seed, implementation);
        for (int i = 0; i < 10 * UNITS; i++) {
            expected[OUTPUT_WEIGHTS + i] *= mask[i % UNITS * Layout.COLUMNS];
        }

        double[] wanted = new double[expected.length];
        Arrays.setAll(wanted, i -> expected[i]);
        assertThat(KernelSamples.relativeError(wanted, dropped)).isLessThan(1e-6);
        assertThat(expected).isNotEqualTo(stepOf(0, parameters, image, label, seed, implementation));
    }

    private static float[] stepOf(
            double dropout,
            float[] parameters,
            float[] image,
            float[] label,
            long seed,
            Kernels.Implementation implementation) {
        LeNetKernel kernel = Kernels.create(
                new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), 0, dropout, 1),
                implementation);
        kernel.load(parameters, new float[0], seed);
        kernel.train(image, label, 1, RATE, 0);
        float[] after = new float[parameters.length];
        kernel.store(after, new float[0]);
        return after;
    }

    @Test
    void shouldNotChangePredictions() {
        float[] images = KernelSamples.images(6, 5);
        float[] with = new float[50];
        float[] without = new float[50];
        for (double dropout : new double[] {0, 0.5}) {
            LeNetKernel kernel = Kernels.create(
                    new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), 0, dropout, 1));
            kernel.load(KernelSamples.parameters(1), new float[0], 4);
            kernel.predict(images, 5, dropout == 0 ? without : with);
        }

        assertThat(with).isEqualTo(without);
    }
}
