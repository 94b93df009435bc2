package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the whole network with {@link ReferenceLeNet}. */
class LeNetKernelTest {

    private static final UpdateRule ADAM = new UpdateRule.Adam(0.9, 0.999, 1e-8);

    record Variant(KernelConfig config, Kernels.Implementation implementation) {
        LeNetKernel kernel() {
            return Kernels.create(config, implementation);
        }
    }

    static Stream<Variant> everyVariant() {
        List<Variant> variants = new ArrayList<>();
        for (Kernels.Implementation implementation : Kernels.Implementation.values()) {
            for (KernelActivation activation : KernelActivation.values()) {
                for (Pooling pooling : Pooling.values()) {
                    for (UpdateRule rule : List.of(
                            new UpdateRule.Sgd(),
                            new UpdateRule.Nesterovs(0.9),
                            new UpdateRule.Adam(0.9, 0.999, 1e-3))) {
                        variants.add(
                                new Variant(new KernelConfig(activation, pooling, rule, 1e-3, 128), implementation));
                    }
                }
            }
        }
        return variants.stream();
    }

    @ParameterizedTest
    @MethodSource("everyVariant")
    void shouldTrainLikeTheReference(Variant variant) {
        LeNetKernel kernel = variant.kernel();
        float[] parameters = KernelSamples.parameters(1);
        float[] state = new float[variant.config().stateLength()];
        ReferenceLeNet reference = new ReferenceLeNet(variant.config(), parameters);
        kernel.load(parameters, state);
        for (int i = 0; i < 2; i++) {
            int size = i == 0 ? 19 : 5;
            float[] images = KernelSamples.images(i, size);
            float[] labels = KernelSamples.oneHot(i, size);
            kernel.train(images, labels, size, 0.01, i);
            reference.train(images, labels, size, 0.01, i);
            assertThat(kernel.loss()).isCloseTo(reference.loss(), within(2e-6 * reference.loss()));
            assertThat(kernel.correct()).isEqualTo(reference.correct());
        }
        kernel.store(parameters, state);
        assertThat(KernelSamples.relativeError(reference.parameters, parameters))
                .isLessThan(1e-6);
        assertThat(KernelSamples.relativeError(reference.state, state)).isLessThan(5e-6);
    }

    static Stream<Variant> everyNumberOfClasses() {
        return Stream.of(Kernels.Implementation.values())
                .flatMap(implementation -> IntStream.of(2, 10, 26, 32, 47, 100, 128, 129, 401, 1000)
                        .mapToObj(classes -> new Variant(
                                new KernelConfig(
                                        KernelActivation.TANH,
                                        Pooling.AVERAGE,
                                        new UpdateRule.Adam(0.9, 0.999, 1e-3),
                                        1e-3,
                                        0,
                                        128,
                                        classes),
                                implementation)));
    }

    @ParameterizedTest
    @MethodSource("everyNumberOfClasses")
    void shouldTrainLikeTheReferenceForAnyNumberOfClasses(Variant variant) {
        int classes = variant.config().classes();
        LeNetKernel kernel = variant.kernel();
        float[] parameters = KernelSamples.parameters(1, classes);
        float[] state = new float[variant.config().stateLength()];
        ReferenceLeNet reference = new ReferenceLeNet(variant.config(), parameters);
        kernel.load(parameters, state);
        float[] stored = new float[parameters.length];
        kernel.store(stored, state);
        assertThat(stored).isEqualTo(parameters);
        for (int i = 0; i < 2; i++) {
            int size = i == 0 ? 70 : 5;
            float[] images = KernelSamples.images(i, size);
            float[] labels = KernelSamples.oneHot(i, size, classes);
            float[] probabilities = new float[size * classes];
            kernel.predict(images, size, probabilities);
            double[] expected = reference.predict(ReferenceLeNet.doubles(Arrays.copyOf(images, 1024)));
            assertThat(KernelSamples.relativeError(expected, Arrays.copyOf(probabilities, classes)))
                    .isLessThan(1e-5);
            kernel.train(images, labels, size, 0.01, i);
            reference.train(images, labels, size, 0.01, i);
            assertThat(kernel.loss()).isCloseTo(reference.loss(), within(2e-6 * reference.loss()));
            assertThat(kernel.correct()).isEqualTo(reference.correct());
        }
        kernel.store(parameters, state);
        assertThat(KernelSamples.relativeError(reference.parameters, parameters))
                .isLessThan(1e-6);
        assertThat(KernelSamples.relativeError(reference.state, state)).isLessThan(5e-6);
    }

    static Stream<Variant> implementations() {
        return Stream.of(Kernels.Implementation.values())
                .map(implementation -> new Variant(
                        new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, ADAM, 0, 130), implementation));
    }

    private static LeNetKernel loaded(Variant variant) {
        LeNetKernel kernel = variant.kernel();
        kernel.load(KernelSamples.parameters(1), new float[2 * LeNetKernel.PARAMETERS]);
        return kernel;
    }

    private static float[] parametersOf(LeNetKernel kernel) {
        float[] parameters = new float[LeNetKernel.PARAMETERS];
        kernel.store(parameters, new float[2 * LeNetKernel.PARAMETERS]);
        return parameters;
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldPredictByTheForwardPassOfTraining(Variant variant) {
        LeNetKernel kernel = loaded(variant);
        float[] images = KernelSamples.images(3, 100);
        float[] labels = KernelSamples.oneHot(3, 100);
        float[] probabilities = new float[1_000];
        kernel.predict(images, 100, probabilities);
        kernel.train(images, labels, 100, 0.01, 0);
        double loss = 0;
        int correct = 0;
        for (int i = 0; i < 100; i++) {
            double[] predicted = ReferenceLeNet.doubles(Arrays.copyOfRange(probabilities, i * 10, i * 10 + 10));
            int label = ReferenceLeNet.argmax(ReferenceLeNet.doubles(Arrays.copyOfRange(labels, i * 10, i * 10 + 10)));
            loss -= Math.log(predicted[label]) / 100;
            correct += ReferenceLeNet.argmax(predicted) == label ? 1 : 0;
        }
        assertThat(kernel.loss()).isCloseTo(loss, within(1e-6));
        assertThat(kernel.correct()).isEqualTo(correct);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldPredictTheSameForAnyNumberOfExamplesAtOnce(Variant variant) {
        LeNetKernel kernel = loaded(variant);
        float[] images = KernelSamples.images(3, 150);
        float[] together = new float[1_500];
        kernel.predict(images, 150, together);
        ReferenceLeNet reference = new ReferenceLeNet(variant.config(), KernelSamples.parameters(1));
        for (int i : new int[] {0, 63, 64, 149}) {
            float[] image = Arrays.copyOfRange(images, i * 1024, (i + 1) * 1024);
            float[] alone = new float[10];
            kernel.predict(image, 1, alone);
            assertThat(alone).isEqualTo(Arrays.copyOfRange(together, i * 10, i * 10 + 10));
            assertThat(KernelSamples.relativeError(reference.predict(ReferenceLeNet.doubles(image)), alone))
                    .isLessThan(1e-5);
        }
        kernel.predict(images, 0, new float[0]);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldComputeTheSameBitsFromBytesAndFloats(Variant variant) {
        int size = 70;
        byte[] pixels = new byte[size * 784];
        new Random(3).nextBytes(pixels);
        float[] levels = new float[ByteImages.LEVELS];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = level / 255f - 0.1f;
        }
        float[] features = new float[size * 1024];
        Arrays.fill(features, levels[0]);
        for (int i = 0; i < pixels.length; i++) {
            int at = i % 784 / 28 * 32 + i % 28;
            features[i / 784 * 1024 + 66 + at] = levels[pixels[i] & 0xff];
        }
        ByteImages bytes = new ByteImages(28, 28, levels, size);
        bytes.select(pixels, IntStream.range(0, size).toArray(), 0, size);
        float[] labels = KernelSamples.oneHot(3, size);
        LeNetKernel ofBytes = loaded(variant);
        LeNetKernel ofFloats = loaded(variant);
        float[] predictedOfBytes = new float[size * 10];
        float[] predictedOfFloats = new float[size * 10];

        ofBytes.train(bytes, labels, size, 0.001, 0);
        ofFloats.train(features, labels, size, 0.001, 0);
        ofBytes.predict(bytes, size, predictedOfBytes);
        ofFloats.predict(features, size, predictedOfFloats);

        assertThat(parametersOf(ofBytes)).isEqualTo(parametersOf(ofFloats));
        assertThat(predictedOfBytes).isEqualTo(predictedOfFloats);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldStoreWhatWasLoadedBitForBit(Variant variant) {
        LeNetKernel kernel = variant.kernel();
        float[] parameters = KernelSamples.gaussian(1, LeNetKernel.PARAMETERS, 1);
        float[] state = KernelSamples.gaussian(2, 2 * LeNetKernel.PARAMETERS, 1);
        float[] storedParameters = new float[parameters.length];
        float[] storedState = new float[state.length];
        kernel.load(parameters, state);
        kernel.store(storedParameters, storedState);
        assertThat(storedParameters).isEqualTo(parameters);
        assertThat(storedState).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldComputeTheSameBitsWhateverWasTrainedBefore(Variant variant) {
        LeNetKernel fresh = loaded(variant);
        LeNetKernel used = loaded(variant);
        for (int i = 0; i < 300; i++) {
            used.train(KernelSamples.images(i, 3), KernelSamples.oneHot(i, 3), 3, 0.1, i);
        }
        used.train(KernelSamples.images(5, 130), KernelSamples.oneHot(5, 130), 130, 0.1, 300);
        used.predict(KernelSamples.images(6, 70), 70, new float[700]);
        float[] broken = KernelSamples.images(7, 64);
        Arrays.fill(broken, Float.NaN);
        used.train(broken, KernelSamples.oneHot(7, 64), 64, 0.1, 301);
        used.load(KernelSamples.parameters(1), new float[2 * LeNetKernel.PARAMETERS]);
        for (int i = 0; i < 3; i++) {
            int size = 5 + 21 * i;
            float[] images = KernelSamples.images(i, size);
            float[] labels = KernelSamples.oneHot(i, size);
            fresh.train(images, labels, size, 0.001, i);
            used.train(images, labels, size, 0.001, i);
            assertThat(used.loss()).isEqualTo(fresh.loss());
        }
        assertThat(parametersOf(used)).isEqualTo(parametersOf(fresh));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldAllocateNothingOnceCompiled(Variant variant) {
        LeNetKernel kernel = loaded(variant);
        Images images = new FloatImages(KernelSamples.images(1, 64));
        float[] labels = KernelSamples.oneHot(1, 64);
        float[] probabilities = new float[640];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        int minibatches = 20;
        // Interpreted vector code allocates every vector. On a busy machine, compilation takes a while.
        long perMinibatch = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 60 && perMinibatch > 64; attempt++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < minibatches; i++) {
                kernel.train(images, labels, 64, 0.001, i);
                kernel.predict(images, 64, probabilities);
            }
            perMinibatch = (threads.getThreadAllocatedBytes(self) - before) / minibatches;
        }
        assertThat(perMinibatch).as("bytes per minibatch").isLessThanOrEqualTo(64);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldReportNaNInTheLoss(Variant variant) {
        float[] labels = KernelSamples.oneHot(1, 20);
        for (int at : new int[] {0, 19 * 1024 + 500, 7 * 1024 + 1023}) {
            LeNetKernel kernel = loaded(variant);
            float[] images = KernelSamples.images(1, 20);
            images[at] = Float.NaN;
            kernel.train(images, labels, 20, 0.001, 0);
            assertThat(kernel.loss()).isNaN();
        }
        for (int at : new int[] {0, 10, 156, 200, 2_572, 50_000, 61_000, 61_705}) {
            LeNetKernel kernel = variant.kernel();
            float[] parameters = KernelSamples.parameters(1);
            parameters[at] = Float.NaN;
            kernel.load(parameters, new float[2 * LeNetKernel.PARAMETERS]);
            kernel.train(KernelSamples.images(1, 20), labels, 20, 0.001, 0);
            assertThat(kernel.loss()).as("parameter %s", at).isNaN();
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldReportOverflowInTheLoss(Variant variant) {
        LeNetKernel kernel = variant.kernel();
        float[] parameters = KernelSamples.parameters(1);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 1e38f;
        }
        kernel.load(parameters, new float[2 * LeNetKernel.PARAMETERS]);
        kernel.train(KernelSamples.images(1, 20), KernelSamples.oneHot(1, 20), 20, 0.001, 0);
        assertThat(Double.isFinite(kernel.loss())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldTrainOnSoftLabels(Variant variant) {
        LeNetKernel kernel = loaded(variant);
        ReferenceLeNet reference = new ReferenceLeNet(variant.config(), KernelSamples.parameters(1));
        float[] labels = new float[40];
        Arrays.fill(labels, 0.05f);
        for (int i = 0; i < 4; i++) {
            labels[i * 10 + i] = 0.55f;
        }
        kernel.train(KernelSamples.images(1, 4), labels, 4, 0.01, 0);
        reference.train(KernelSamples.images(1, 4), labels, 4, 0.01, 0);
        assertThat(kernel.loss()).isCloseTo(reference.loss(), within(1e-5));
        assertThat(kernel.correct()).isEqualTo(reference.correct());
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void shouldRefuseInvalidArguments(Variant variant) {
        LeNetKernel kernel = variant.kernel();
        float[] images = new float[1024];
        float[] labels = new float[10];
        assertThatThrownBy(() -> kernel.train(images, labels, 131, 0.1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Minibatch size must be between 1 and 130, got: 131");
        assertThatThrownBy(() -> kernel.train(images, labels, 0, 0.1, 0))
                .hasMessage("Minibatch size must be between 1 and 130, got: 0");
        assertThatThrownBy(() -> kernel.train(images, labels, 2, 0.1, 0))
                .hasMessage("Number of images must be at least 2, got: 1");
        assertThatThrownBy(() -> kernel.predict(images, 2, labels))
                .hasMessage("Number of images must be at least 2, got: 1");
        assertThatThrownBy(() -> kernel.train(new float[2048], labels, 2, 0.1, 0))
                .hasMessage("Length of the labels must be at least 20 for 2 examples, got: 10");
        assertThatThrownBy(() -> kernel.predict(images, -1, labels))
                .hasMessage("Number of examples must be at least 0, got: -1");
        assertThatThrownBy(() -> kernel.load(new float[9], new float[0]))
                .hasMessage("Length of the parameters must be 61706, got: 9");
        assertThatThrownBy(() -> kernel.store(new float[61_706], new float[0]))
                .hasMessage("Length of the updater state must be 123412, got: 0");
    }
}
