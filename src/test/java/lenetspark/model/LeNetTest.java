package lenetspark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import lenetspark.model.NetworkSummary.LayerSummary;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class LeNetTest {

    private static final LeNet.Choices CLASSIC =
            new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Adam(0.001), 0, 42);

    @Test
    void shouldHaveShapesAndParametersOfTheClassicNetwork() {
        NetworkSummary summary = NetworkSummary.ofLeNet(CLASSIC);

        assertThat(summary.layers())
                .containsExactly(
                        new LayerSummary("c1", "convolution 5x5, tanh", "6x28x28", 156),
                        new LayerSummary("s2", "average pooling 2x2", "6x14x14", 0),
                        new LayerSummary("c3", "convolution 5x5, tanh", "16x10x10", 2_416),
                        new LayerSummary("s4", "average pooling 2x2", "16x5x5", 0),
                        new LayerSummary("c5", "convolution 5x5, tanh", "120x1x1", 48_120),
                        new LayerSummary("f6", "dense, tanh", "84", 10_164),
                        new LayerSummary("output", "dense, softmax", "10", 850));
        assertThat(summary.parameters()).isEqualTo(61_706).isEqualTo(LeNet.PARAMETERS);
    }

    @Test
    void shouldPrintTheTotalInTheLastLineOfTheTable() {
        String table = NetworkSummary.ofLeNet(CLASSIC).table();

        assertThat(table.lines()).hasSize(9);
        assertThat(table.lines().reduce((first, second) -> second))
                .hasValueSatisfying(line -> assertThat(line).startsWith("total").endsWith("61,706"));
    }

    @Test
    void shouldBuildWithDl4jToTenProbabilities() {
        MultiLayerNetwork network = new MultiLayerNetwork(LeNet.configuration(CLASSIC));
        network.init();

        assertThat(network.numParams()).isEqualTo(LeNet.PARAMETERS);
        assertThat(network.output(Nd4j.zeros(DataType.FLOAT, 3, 1, 32, 32)).shape())
                .containsExactly(3, 10);
    }

    @Test
    void shouldInitializeTheSameWeightsForTheSameSeed() {
        MultiLayerNetwork first = new MultiLayerNetwork(LeNet.configuration(CLASSIC));
        MultiLayerNetwork second = new MultiLayerNetwork(LeNet.configuration(CLASSIC));
        MultiLayerNetwork other = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Adam(0.001), 0, 43)));
        first.init();
        second.init();
        other.init();

        assertThat(first.params().toFloatVector()).isEqualTo(second.params().toFloatVector());
        assertThat(first.params().toFloatVector()).isNotEqualTo(other.params().toFloatVector());
    }

    /**
     * Returns the standard deviation of the 48,000 weights of the third convolution, with fan-in 400 and fan-out 120 x
     * 25.
     */
    @Test
    void shouldInitializeScaledTanhByLeCunAndOthersByGlorot() {
        assertThat(deviation(Activation.RATIONALTANH)).isCloseTo(Math.sqrt(1 / 400.0), within(0.0005));
        assertThat(deviation(Activation.TANH)).isCloseTo(Math.sqrt(2 / (400.0 + 3000)), within(0.0003));
    }

    private static double deviation(Activation activation) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(activation, PoolingType.AVG, new Adam(0.001), 0, 1)));
        network.init();
        return network.getParam("4_W").stdNumber().doubleValue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {"TANH", "RATIONALTANH", "RELU"})
    void shouldSurviveARoundTripThroughJson(Activation activation) {
        MultiLayerConfiguration configuration =
                LeNet.configuration(new LeNet.Choices(activation, PoolingType.MAX, new Adam(0.002), 1e-4, 7));

        assertThat(MultiLayerConfiguration.fromJson(configuration.toJson())).isEqualTo(configuration);
    }
}
