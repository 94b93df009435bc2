package lenetspark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lenetspark.training.replica.SimdReplica;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class LeNetConfigurationTest {

    static Stream<LeNet.Choices> everyLeNet() {
        List<IUpdater> updaters = List.of(
                new Adam(0.001),
                new Adam(0.01, 0.8, 0.99, 1e-6),
                new Adam(new ExponentialSchedule(ScheduleType.ITERATION, 0.01, 0.99)),
                new Nesterovs(0.1, 0.95),
                new Sgd(0.1),
                new Sgd(new MapSchedule(ScheduleType.EPOCH, Map.of(0, 0.1, 5, 0.01))));
        List<LeNet.Choices> all = new ArrayList<>();
        for (Activation activation : List.of(Activation.TANH, Activation.RATIONALTANH, Activation.RELU)) {
            for (PoolingType pooling : List.of(PoolingType.AVG, PoolingType.MAX)) {
                for (IUpdater updater : updaters) {
                    for (double l2 : new double[] {0, 5e-4}) {
                        all.add(new LeNet.Choices(activation, pooling, updater, l2, 3));
                        all.add(new LeNet.Choices(activation, pooling, updater, l2, 0.25, 3));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyLeNet")
    void shouldRecognizeLeNetAndItsHyperparameters(LeNet.Choices choices) {
        MultiLayerConfiguration configuration = LeNet.configuration(choices);
        MultiLayerConfiguration fromJson = MultiLayerConfiguration.fromJson(configuration.toJson());

        assertThat(SimdReplica.obstacle(configuration)).isEmpty();
        assertThat(SimdReplica.obstacle(fromJson)).isEmpty();
        assertThat(LeNetConfiguration.choices(fromJson)).isEqualTo(choices);
    }

    /** LeNet configuration that is built independently; tests change its parts. */
    private static final class Another {
        private final NeuralNetConfiguration.Builder defaults = new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.001))
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.TANH);
        private ConvolutionLayer.Builder first = new ConvolutionLayer.Builder(5, 5).nOut(6);
        private SubsamplingLayer.Builder firstPooling =
                new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).stride(2, 2);
        private ConvolutionLayer.Builder second = new ConvolutionLayer.Builder(5, 5).nOut(16);
        private SubsamplingLayer.Builder secondPooling =
                new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).stride(2, 2);
        private DenseLayer.Builder dense = new DenseLayer.Builder().nOut(84);
        private OutputLayer.Builder output =
                new OutputLayer.Builder(LossFunction.MCXENT).nOut(10).activation(Activation.SOFTMAX);
        private InputType input = InputType.convolutional(32, 32, 1);
        private BackpropType backpropType = BackpropType.Standard;

        MultiLayerConfiguration build() {
            return defaults.list()
                    .layer(first.build())
                    .layer(firstPooling.build())
                    .layer(second.build())
                    .layer(secondPooling.build())
                    .layer(new ConvolutionLayer.Builder(5, 5).nOut(120).build())
                    .layer(dense.build())
                    .layer(output.build())
                    .setInputType(input)
                    .backpropType(backpropType)
                    .build();
        }
    }

    private static Optional<String> obstacle(Consumer<Another> change) {
        Another network = new Another();
        change.accept(network);
        return SimdReplica.obstacle(network.build());
    }

    @Test
    void shouldIgnoreNamesSeedsAndInitialWeights() {
        assertThat(obstacle(network -> {})).isEmpty();
        assertThat(obstacle(network -> {
                    network.defaults.seed(99).weightInit(WeightInit.RELU).biasInit(0.1);
                    network.first.name("conv2d");
                    network.dense.name("fully connected").weightInit(WeightInit.NORMAL);
                }))
                .isEmpty();
    }

    @Test
    void shouldAcceptTheAliasOfTheLoss() {
        assertThat(obstacle(network -> network.output.lossFunction(LossFunction.NEGATIVELOGLIKELIHOOD)))
                .isEmpty();
    }

    private static Arguments deviation(int layer, String what, Consumer<Another> change) {
        return Arguments.of(layer, what, change);
    }

    static Stream<Arguments> deviationsOfALayer() {
        return Stream.of(
                deviation(
                        1,
                        "convolutionMode",
                        n -> n.first = new ConvolutionLayer.Builder(5, 5)
                                .nOut(6)
                                .kernelSize(3, 3)
                                .padding(0, 0)
                                .stride(1, 1)
                                .convolutionMode(ConvolutionMode.Same)),
                deviation(1, "nout", n -> n.first.nOut(20)),
                deviation(1, "nin", n -> n.input = InputType.convolutional(32, 32, 3)),
                deviation(1, "hasBias", n -> n.first.hasBias(false)),
                deviation(1, "idropout", n -> n.first.dropOut(0.8)),
                deviation(1, "convolutionMode", n -> {
                    n.first.convolutionMode(ConvolutionMode.Strict);
                }),
                deviation(3, "dilation", n -> {
                    n.second.kernelSize(3, 3).dilation(2, 2);
                }),
                deviation(
                        2,
                        "kernelSize",
                        n -> n.firstPooling.stride(2, 2).kernelSize(3, 3).padding(1, 1)),
                deviation(2, "poolingType", n -> n.firstPooling.poolingType(PoolingType.SUM)),
                deviation(2, "pnorm", n -> n.firstPooling
                        .poolingType(PoolingType.PNORM)
                        .pnorm(2)),
                deviation(2, "idropout", n -> n.firstPooling.dropOut(0.8)),
                deviation(4, "poolingType", n -> n.firstPooling.poolingType(PoolingType.MAX)),
                deviation(4, "poolingType", n -> n.secondPooling.poolingType(PoolingType.MAX)),
                deviation(3, "activationFn", n -> n.second.activation(Activation.RELU)),
                deviation(1, "activationFn", n -> n.defaults.activation(Activation.SIGMOID)),
                deviation(1, "activationFn", n -> n.defaults.activation(Activation.LEAKYRELU)),
                deviation(3, "iupdater", n -> n.second.updater(new Adam(0.002))),
                deviation(3, "iupdater", n -> n.second.updater(new Sgd(0.001))),
                deviation(1, "biasUpdater", n -> n.first.biasUpdater(new Sgd(0.1))),
                deviation(3, "iupdater", n -> n.first.updater(new NoOp())),
                deviation(1, "regularization", n -> n.defaults.l1(1e-4)),
                deviation(1, "regularization", n -> n.defaults.weightDecay(1e-4)),
                deviation(1, "regularization", n -> n.first.l2(1e-4).l1(1e-4)),
                deviation(3, "regularization", n -> n.first.l2(1e-4)),
                deviation(3, "regularization", n -> {
                    n.defaults.l2(1e-4);
                    n.second.l2(1e-3);
                }),
                deviation(1, "regularizationBias", n -> n.defaults.l2Bias(1e-4)),
                deviation(
                        1,
                        "gradientNormalization",
                        n -> n.defaults.gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)),
                deviation(6, "gradientNormalizationThreshold", n -> n.dense.gradientNormalizationThreshold(3)),
                deviation(6, "nout", n -> n.dense.nOut(100)),
                deviation(6, "idropout", n -> n.dense.dropOut(new Dropout(0.5))),
                deviation(6, "hasLayerNorm", n -> n.dense.hasLayerNorm(true)),
                deviation(6, "weightNoise", n -> n.dense.weightNoise(new DropConnect(0.5))),
                deviation(6, "constraints", n -> n.dense.constrainWeights(new MaxNormConstraint(2, 1))),
                deviation(7, "lossFn", n -> n.output.lossFunction(LossFunction.MSE)),
                deviation(7, "lossFn", n -> n.output.lossFunction(new LossMCXENT(Nd4j.ones(DataType.FLOAT, 10)))),
                deviation(7, "lossFn", n -> n.output.lossFunction(new LossMCXENT(1e-3, null))),
                deviation(7, "activationFn", n -> n.output
                        .activation(Activation.SIGMOID)
                        .lossFunction(LossFunction.XENT)),
                deviation(7, "nout", n -> n.output.nOut(1001)),
                deviation(
                        1,
                        "optimization",
                        n -> n.defaults.optimizationAlgo(OptimizationAlgorithm.LINE_GRADIENT_DESCENT)),
                deviation(1, "miniBatch", n -> n.defaults.miniBatch(false)),
                deviation(1, "minimize", n -> n.defaults.minimize(false)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 26, 1000})
    void shouldRecognizeLeNetWithAnyNumberOfClasses(int classes) {
        assertThat(obstacle(network -> network.output.nOut(classes))).isEmpty();
    }

    @ParameterizedTest(name = "{1} of layer {0}")
    @MethodSource("deviationsOfALayer")
    void shouldDescribeTheLayerThatDiffersFromLeNet(int layer, String what, Consumer<Another> change) {
        String obstacle = obstacle(change).orElseThrow();

        assertThat(obstacle).startsWith("its layer " + layer + " ").doesNotContain("\n");
        assertThat(obstacle.length()).isLessThan(300);
        assertThat(obstacle).containsIgnoringCase(what);
    }

    static Stream<Arguments> otherNetworks() {
        NeuralNetConfiguration.Builder defaults = new NeuralNetConfiguration.Builder().updater(new Adam(0.1));
        OutputLayer output = new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(12)
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build();
        DenseLayer dense = new DenseLayer.Builder().nIn(12).nOut(12).build();
        return Stream.of(
                Arguments.of(defaults.clone().list().layer(output.clone()).build(), "it has 1 layers, LeNet-5 has 7"),
                Arguments.of(
                        defaults.clone()
                                .list()
                                .layer(dense.clone())
                                .layer(output.clone())
                                .build(),
                        "it has 2 layers, LeNet-5 has 7"),
                Arguments.of(
                        defaults.clone()
                                .list()
                                .layer(dense.clone())
                                .layer(dense.clone())
                                .layer(dense.clone())
                                .layer(dense.clone())
                                .layer(dense.clone())
                                .layer(dense.clone())
                                .layer(output.clone())
                                .build(),
                        "its layer 1 is not LeNet-5's: it is a DenseLayer, not a ConvolutionLayer"),
                Arguments.of(
                        defaults.clone()
                                .list()
                                .layer(new SubsamplingLayer.Builder(2, 2)
                                        .stride(2, 2)
                                        .build())
                                .layer(new BatchNormalization())
                                .layer(new BatchNormalization())
                                .layer(new BatchNormalization())
                                .layer(new BatchNormalization())
                                .layer(new BatchNormalization())
                                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                                        .nOut(10)
                                        .activation(Activation.SOFTMAX)
                                        .build())
                                .setInputType(InputType.convolutional(32, 32, 1))
                                .build(),
                        "its layer 1 is not LeNet-5's: it is a SubsamplingLayer, not a ConvolutionLayer"));
    }

    @ParameterizedTest
    @MethodSource("otherNetworks")
    void shouldDescribeDifferencesFromLeNet(MultiLayerConfiguration configuration, String obstacle) {
        assertThat(SimdReplica.obstacle(configuration)).contains(obstacle);
    }

    @Test
    void shouldRequireFloats() {
        assertThat(obstacle(network -> network.defaults.dataType(DataType.DOUBLE)))
                .hasValueSatisfying(
                        obstacle -> assertThat(obstacle).contains("DOUBLE").doesNotContain("\n"));
    }

    @Test
    void shouldRequireStandardBackpropagation() {
        assertThat(obstacle(network -> network.backpropType = BackpropType.TruncatedBPTT))
                .contains("its backpropagation is TruncatedBPTT, not Standard");
    }

    @Test
    void shouldRejectAnInputPreprocessor() {
        assertThat(obstacle(network -> network.input = InputType.convolutionalFlat(32, 32, 1)))
                .hasValueSatisfying(
                        obstacle -> assertThat(obstacle)
                                .startsWith(
                                        "its layer 1 is not LeNet-5's: its input preprocessor is FeedForwardToCnnPreProcessor"));
    }

    static Stream<Arguments> updatersWithoutAKernel() {
        String constant = ", not Adam, Nesterovs or Sgd with constant coefficients";
        return Stream.of(
                Arguments.of(new RmsProp(0.1), "its updater is RmsProp" + constant),
                Arguments.of(new AMSGrad(0.1), "its updater is AMSGrad" + constant),
                Arguments.of(new NoOp(), "its updater is NoOp" + constant),
                Arguments.of(
                        new Nesterovs(0.1, new ExponentialSchedule(ScheduleType.ITERATION, 0.9, 0.99)),
                        "its updater is Nesterovs" + constant),
                Arguments.of(
                        new Nesterovs(0.1, 1.0), "of its updater: Momentum must be at least 0 and below 1, got: 1.0"),
                Arguments.of(
                        new Adam(0.1, 1.0, 0.9, 1e-8),
                        "of its updater: Adam's beta1 must be at least 0 and below 1, got: 1.0"),
                Arguments.of(new Adam(0.1, 0.9, 0.9, 0), "of its updater: Adam's epsilon must be positive, got: 0.0"));
    }

    @ParameterizedTest
    @MethodSource("updatersWithoutAKernel")
    void shouldNameTheUpdaterWithoutKernel(IUpdater updater, String obstacle) {
        MultiLayerConfiguration configuration =
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, updater, 0, 1));

        assertThat(SimdReplica.obstacle(configuration)).contains(obstacle);
        assertThatThrownBy(() -> new SimdReplica(configuration, null, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The SIMD engine cannot train this network: " + obstacle);
    }
}
