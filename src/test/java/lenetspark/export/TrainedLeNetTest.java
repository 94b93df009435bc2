package lenetspark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

class TrainedLeNetTest {

    private static ModelArchive archive(MultiLayerConfiguration configuration, PixelScaling scaling) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return new ModelArchive(network, scaling);
    }

    @Test
    void shouldAcceptALeNetTrainedByAnyEngine() {
        MultiLayerConfiguration configuration = LeNet.configuration(
                new LeNet.Choices(Activation.RELU, PoolingType.MAX, new RmsProp(0.1), 1e-4, 0.5, 1));

        assertThat(TrainedLeNet.incompatibility(archive(configuration, new PixelScaling(0, 1))))
                .isEmpty();
    }

    @Test
    void shouldRejectOtherActivations() {
        ModelArchive other = archive(
                LeNet.configuration(new LeNet.Choices(Activation.SIGMOID, PoolingType.AVG, new Sgd(), 0, 1)),
                new PixelScaling(0, 1));

        assertThat(TrainedLeNet.incompatibility(other))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("its layer 1 is not LeNet-5's: "));
        assertThatThrownBy(() -> TrainedLeNet.of(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Not a LeNet-5: its layer 1 is not LeNet-5's: ");
    }

    @Test
    void shouldRejectAConstantScaling() {
        ModelArchive flat = archive(
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Sgd(), 0, 1)),
                new PixelScaling(1, 1));

        assertThat(TrainedLeNet.incompatibility(flat)).contains("it maps pixels 0 to 255 to 1.0 to 1.0");
    }
}
