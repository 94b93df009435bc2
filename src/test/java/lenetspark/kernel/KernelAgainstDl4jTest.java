package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import lenetspark.model.LeNet;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Compares the kernel's training with stock DL4J's, from DL4J's initial weights and in DL4J's layout. */
class KernelAgainstDl4jTest {

    private static final UpdateRule ADAM = new UpdateRule.Adam(0.9, 0.999, 1e-8);
    private static final IUpdater DL4J_ADAM = new Adam(0.001, 0.9, 0.999, 1e-8);

    record Twins(
            String name,
            KernelActivation activation,
            Activation dl4jActivation,
            Pooling pooling,
            PoolingType dl4jPooling,
            UpdateRule rule,
            IUpdater dl4jUpdater,
            double l2,
            int minibatches) {
        @Override
        public String toString() {
            return name;
        }

        double learningRate() {
            return dl4jUpdater.getLearningRate(0, 0);
        }
    }

    static Stream<Twins> twins() {
        UpdateRule nesterovs = new UpdateRule.Nesterovs(0.9);
        IUpdater dl4jNesterovs = new Nesterovs(0.01, 0.9);
        UpdateRule sgd = new UpdateRule.Sgd();
        IUpdater dl4jSgd = new Sgd(0.05);
        KernelActivation tanh = KernelActivation.TANH;
        KernelActivation scaled = KernelActivation.SCALED_TANH;
        KernelActivation relu = KernelActivation.RELU;
        Pooling average = Pooling.AVERAGE;
        Pooling max = Pooling.MAX;
        PoolingType avg = PoolingType.AVG;
        return Stream.of(
                new Twins("adam", tanh, Activation.TANH, average, avg, ADAM, DL4J_ADAM, 0, 100),
                new Twins("nesterovs", tanh, Activation.TANH, average, avg, nesterovs, dl4jNesterovs, 0, 8),
                new Twins("sgd with l2", tanh, Activation.TANH, average, avg, sgd, dl4jSgd, 0.01, 8),
                new Twins("relu", relu, Activation.RELU, average, avg, sgd, dl4jSgd, 0, 8),
                new Twins("scaled tanh", scaled, Activation.RATIONALTANH, average, avg, ADAM, DL4J_ADAM, 0, 8),
                new Twins("max pooling", tanh, Activation.TANH, max, PoolingType.MAX, sgd, dl4jSgd, 0, 8),
                new Twins("relu, max pooling", relu, Activation.RELU, max, PoolingType.MAX, sgd, dl4jSgd, 0, 8));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void shouldKeepParametersAndUpdaterStateEqualToDl4j(Twins twins) {
        MultiLayerNetwork network = new MultiLayerNetwork(LeNet.configuration(
                new LeNet.Choices(twins.dl4jActivation(), twins.dl4jPooling(), twins.dl4jUpdater(), twins.l2(), 12)));
        network.init();
        List<LeNetKernel> kernels = Stream.of(Kernels.Implementation.values())
                .map(implementation -> Kernels.create(
                        new KernelConfig(twins.activation(), twins.pooling(), twins.rule(), twins.l2(), 64),
                        implementation))
                .toList();
        float[] initial = network.params().toFloatVector();
        for (LeNetKernel kernel : kernels) {
            kernel.load(initial, new float[twins.rule().stateLength(LeNetKernel.PARAMETERS)]);
        }
        for (int i = 0; i < twins.minibatches(); i++) {
            int size = i % 4 == 3 ? 23 : 64;
            float[] images = images(i, size);
            float[] labels = KernelSamples.oneHot(i, size);
            network.fit(Nd4j.create(images, new long[] {size, 1, 32, 32}), Nd4j.create(labels, new long[] {size, 10}));
            for (LeNetKernel kernel : kernels) {
                kernel.train(images, labels, size, twins.learningRate(), i);
                assertThat(kernel.loss()).isCloseTo(network.score(), within(1e-4 * network.score()));
            }
        }
        for (LeNetKernel kernel : kernels) {
            assertAgrees(network, kernel, twins.rule());
        }
    }

    /**
     * Returns smooth images with a flat border, as digits have. In the border all values of a window are equal, and
     * max pooling must break the tie.
     */
    private static float[] images(int seed, int count) {
        float[] images = KernelSamples.images(seed, count);
        for (int i = 0; i < images.length; i++) {
            int x = i % 32;
            int y = i / 32 % 32;
            images[i] = Math.min(Math.min(x, 31 - x), Math.min(y, 31 - y)) < 9 ? 0 : images[i];
        }
        return images;
    }

    private static void assertAgrees(MultiLayerNetwork network, LeNetKernel kernel, UpdateRule rule) {
        float[] parameters = new float[LeNetKernel.PARAMETERS];
        float[] state = new float[rule.stateLength(LeNetKernel.PARAMETERS)];
        kernel.store(parameters, state);
        double[] expected = network.params().toDoubleVector();
        assertThat(KernelSamples.relativeError(expected, parameters)).isLessThan(1e-4);
        INDArray view = network.getUpdater().getStateViewArray();
        if (rule.stateLength(LeNetKernel.PARAMETERS) > 0) {
            assertThat(KernelSamples.relativeError(view.toDoubleVector(), state))
                    .isLessThan(1e-3);
        }
        float[] images = images(99, 16);
        float[] probabilities = new float[160];
        kernel.predict(images, 16, probabilities);
        INDArray output = network.output(Nd4j.create(images, new long[] {16, 1, 32, 32}));
        assertThat(KernelSamples.relativeError(output.ravel().toDoubleVector(), probabilities))
                .isLessThan(1e-3);
    }
}
