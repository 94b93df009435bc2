package lenetspark.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lenetspark.config.Engine;
import lenetspark.data.InputTransform;
import lenetspark.data.PadAndScale;
import lenetspark.training.TestNetworks;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ReplicaTest {

    /** Returns random images and labels with the shapes of LeNet. */
    private static DataSet images(int seed, int size) {
        Random random = new Random(seed);
        float[] pixels = new float[size * 1024];
        float[] labels = new float[size * 10];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        for (int i = 0; i < size; i++) {
            labels[10 * i + random.nextInt(10)] = 1;
        }
        return new DataSet(
                Nd4j.create(pixels, new long[] {size, 1, 32, 32}, 'c'),
                Nd4j.create(labels, new long[] {size, 10}, 'c'));
    }

    private static Minibatch minibatch(DataSet dataSet) {
        Shard shard = Shard.of(List.of(dataSet).iterator());
        Minibatch minibatch = new Minibatch(shard, shard.size(), InputPipeline.of(null));
        minibatch.fill(shard, IntStream.range(0, shard.size()).toArray(), 0, shard.size(), 0);
        return minibatch;
    }

    private static int countCorrect(MultiLayerNetwork network, DataSet dataSet) {
        return network.output(dataSet.getFeatures())
                .argMax(1)
                .eq(dataSet.getLabels().argMax(1))
                .castTo(DataType.INT32)
                .sumNumber()
                .intValue();
    }

    private static Replica replica(Engine engine, MultiLayerConfiguration configuration) {
        return new ReplicaFactory(engine, configuration, null).create(64);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void shouldCountCorrectClassificationsBeforeEachUpdate(Engine engine) {
        MultiLayerConfiguration configuration = TestNetworks.leNet(new Adam(0.01));
        MultiLayerNetwork network = TestNetworks.initialized(configuration);
        Replica replica = replica(engine, configuration);
        replica.load(ModelState.of(network), 1);
        int total = 0;
        for (int step = 0; step < 6; step++) {
            DataSet dataSet = images(step % 2, 33);
            int expected = countCorrect(network, dataSet);
            double score = network.score(dataSet, true);
            replica.train(minibatch(dataSet));
            network.fit(dataSet);

            assertThat(replica.correct()).isEqualTo(expected);
            assertThat(replica.loss()).isCloseTo(score, within(1e-3));
            total += expected;
        }
        assertThat(total).isPositive();
    }

    /** A transform that the minibatch cannot recognize as only padding and scaling. */
    private record OpaqueTransform(InputTransform delegate) implements InputTransform {
        @Override
        public int[] outputShape() {
            return delegate.outputShape();
        }

        @Override
        public void apply(byte[] source, int sourceOffset, float[] target, int targetOffset) {
            delegate.apply(source, sourceOffset, target, targetOffset);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void shouldTrainTheSameBitsFromBytesAndFromTransformedInputs(Engine engine) {
        DataSet digits = new DataSet(
                Nd4j.createFromArray(new Random(3).ints(70 * 784, 0, 256).toArray())
                        .castTo(DataType.UINT8)
                        .reshape(70, 1, 28, 28),
                images(3, 70).getLabels());
        Shard shard = Shard.of(List.of(digits).iterator());
        PadAndScale scale = new PadAndScale(28, 28, 32, -0.1, 1.175);
        MultiLayerConfiguration configuration = TestNetworks.leNet(new Adam(0.01));
        ModelState start = ModelState.of(TestNetworks.initialized(configuration));
        List<float[]> results = new ArrayList<>();
        for (InputTransform transform : List.of(scale, new OpaqueTransform(scale))) {
            Replica replica = replica(engine, configuration);
            Minibatch minibatch = new Minibatch(shard, 64, InputPipeline.of(transform));
            replica.load(start, 1);
            int[] order = IntStream.range(0, 70).map(i -> 69 - i).toArray();
            minibatch.fill(shard, order, 0, 64, 0);
            replica.train(minibatch);
            minibatch.fill(shard, order, 64, 70, 0);
            replica.train(minibatch);
            float[] parameters = new float[start.parameters().length];
            replica.store(parameters, new float[start.updaterState().length]);
            results.add(parameters);
        }

        assertThat(results.get(0)).isEqualTo(results.get(1));
    }

    @Test
    void shouldCountCorrectClassificationsOfADenseNetwork() {
        MultiLayerNetwork network = TestNetworks.initialized(TestNetworks.dense());
        Replica replica = replica(Engine.DL4J, TestNetworks.dense());
        replica.load(ModelState.of(network), 1);
        for (DataSet dataSet : Digits.ofSizes(5, 16, 1, 33)) {
            int expected = countCorrect(network, dataSet);
            replica.train(minibatch(dataSet));
            network.fit(dataSet);

            assertThat(replica.correct()).isEqualTo(expected);
        }
    }

    @Test
    void shouldNotCountForANetworkThatIsNotAClassifier() {
        MultiLayerConfiguration regression = TestNetworks.dense(new Sgd(0.1), LossFunction.MSE, Activation.IDENTITY);
        Replica replica = replica(Engine.DL4J, regression);
        replica.load(ModelState.of(TestNetworks.initialized(regression)), 1);
        replica.train(minibatch(Digits.ofSizes(5, 16).get(0)));

        assertThat(replica.correct()).isEqualTo(Replica.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void shouldPredictAsTheNetworkDoes(Engine engine) {
        MultiLayerConfiguration configuration = TestNetworks.leNet(new Adam(0.01));
        MultiLayerNetwork network = TestNetworks.initialized(configuration);
        Replica replica = replica(engine, configuration);
        replica.load(ModelState.of(network), 1);
        DataSet dataSet = images(9, 21);
        float[] probabilities = new float[64 * 10];

        replica.predict(minibatch(dataSet), probabilities);

        float[] expected = network.output(dataSet.getFeatures()).dup('c').data().asFloat();
        assertThat(Arrays.copyOf(probabilities, expected.length)).containsExactly(expected, within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void shouldStoreTheLoadedStateWithoutTracesOfEarlierTraining(Engine engine) {
        MultiLayerConfiguration configuration = TestNetworks.leNet(new Adam(0.01));
        ModelState state = ModelState.of(TestNetworks.initialized(configuration));
        Replica replica = replica(engine, configuration);
        replica.load(state, 1);
        replica.train(minibatch(images(1, 8)));
        replica.load(state, 1);
        float[] parameters = new float[state.parameters().length];
        float[] updaterState = new float[state.updaterState().length];

        replica.store(parameters, updaterState);

        assertThat(parameters).isEqualTo(state.parameters());
        assertThat(updaterState).isEqualTo(state.updaterState());
    }

    @ParameterizedTest
    @ValueSource(ints = {28, 40})
    void shouldRequireImagesOfLeNetsSizeWithTheKernels(int size) {
        MultiLayerConfiguration configuration = TestNetworks.leNet(new Adam(0.01));
        Replica replica = replica(Engine.SIMD, configuration);
        replica.load(ModelState.of(TestNetworks.initialized(configuration)), 1);
        Minibatch minibatch =
                minibatch(new DataSet(Nd4j.zeros(DataType.FLOAT, 3, 1, size, size), Nd4j.zeros(DataType.FLOAT, 3, 10)));

        assertThatThrownBy(() -> replica.train(minibatch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LeNet-5's examples must have 1024 features and 10 labels, got: %d and 10", size * size);
        assertThatThrownBy(() -> replica.predict(minibatch, new float[30]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have 1024 features");
    }

    @Test
    void shouldDescribeTheEngine() {
        assertThat(replica(Engine.DL4J, TestNetworks.dense()).description()).isEqualTo("dl4j");
        assertThat(replica(Engine.SIMD, TestNetworks.leNet(new Sgd(0.1))).description())
                .startsWith("simd, ");
    }
}
