package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Properties of a minibatch of any size and content. */
class MinibatchPropertyTest {

    private static final KernelConfig CONFIG =
            new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), 0, 130);

    private final LeNetKernel vector = Kernels.create(CONFIG, Kernels.Implementation.VECTOR);
    private final LeNetKernel plain = Kernels.create(CONFIG, Kernels.Implementation.PLAIN);
    private final float[] stored = new float[LeNetKernel.PARAMETERS];
    private final float[] storedPlain = new float[LeNetKernel.PARAMETERS];

    private static void step(LeNetKernel kernel, float[] images, float[] labels, int size, float[] stored) {
        kernel.load(KernelSamples.parameters(1), new float[0]);
        kernel.train(images, labels, size, 1, 0);
        kernel.store(stored, new float[0]);
    }

    @Property(tries = 60)
    void shouldAgreeBetweenVectorAndPlainForEverySize(
            @ForAll @IntRange(min = 1, max = 130) int size, @ForAll int seed) {
        float[] images = KernelSamples.images(seed, size);
        float[] labels = KernelSamples.oneHot(seed, size);
        step(vector, images, labels, size, stored);
        step(plain, images, labels, size, storedPlain);
        assertThat(vector.loss()).isCloseTo(plain.loss(), within(1e-5 * plain.loss()));
        assertThat(vector.correct()).isEqualTo(plain.correct());
        assertThat(KernelSamples.relativeError(ReferenceLeNet.doubles(storedPlain), stored))
                .isLessThan(1e-6);
    }

    @Property(tries = 12)
    void shouldAverageOverTheExamplesOfAShortMinibatchOnly(
            @ForAll @IntRange(min = 1, max = 20) int size, @ForAll int seed) {
        // Values that this minibatch leaves in memory must not affect the next one.
        vector.train(KernelSamples.images(seed + 1, 130), KernelSamples.oneHot(seed + 1, 130), 130, 1, 0);
        float[] images = KernelSamples.images(seed, size);
        float[] labels = KernelSamples.oneHot(seed, size);
        ReferenceLeNet reference = new ReferenceLeNet(CONFIG, KernelSamples.parameters(1));
        reference.train(images, labels, size, 1, 0);
        step(vector, images, labels, size, stored);
        assertThat(vector.loss()).isCloseTo(reference.loss(), within(2e-5 * reference.loss()));
        assertThat(KernelSamples.relativeError(reference.parameters, stored)).isLessThan(1e-6);
    }

    @Property(tries = 60)
    void shouldComputeACorrectOrNonFiniteLossForExtremePixels(
            @ForAll @IntRange(min = 1, max = 2) int size, @ForAll @IntRange(min = -45, max = 39) int exponent) {
        Random random = new Random(exponent);
        float[] images = new float[size * LeNetKernel.IMAGE_LENGTH];
        for (int i = 0; i < images.length; i++) {
            // The pixels are denormal from 1e-38 down and infinite from 1e39 up.
            images[i] = (float) (random.nextGaussian() * Math.pow(10, exponent));
        }
        float[] labels = KernelSamples.oneHot(size, size);
        ReferenceLeNet reference = new ReferenceLeNet(CONFIG, KernelSamples.parameters(1));
        reference.differentiate(images, labels, size);
        step(vector, images, labels, size, stored);
        step(plain, images, labels, size, storedPlain);
        for (LeNetKernel kernel : List.of(vector, plain)) {
            assertThat(Double.isFinite(kernel.loss()) || exponent > 35).isTrue();
            if (Double.isFinite(kernel.loss())) {
                assertThat(kernel.loss()).isCloseTo(reference.loss(), within(1e-4 * reference.loss()));
            }
        }
    }
}
