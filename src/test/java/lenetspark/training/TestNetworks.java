package lenetspark.training;

import lenetspark.model.LeNet;
import lenetspark.training.replica.Digits;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Creates networks for tests. */
public final class TestNetworks {

    private TestNetworks() {}

    /** Returns a small classifier of {@link Digits}. */
    public static MultiLayerConfiguration dense() {
        return dense(new Adam(0.01), LossFunction.MCXENT, Activation.SOFTMAX);
    }

    public static MultiLayerConfiguration dense(IUpdater updater, LossFunction loss, Activation output) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(Digits.FEATURES).nOut(9).build())
                .layer(new OutputLayer.Builder(loss)
                        .nIn(9)
                        .nOut(Digits.CLASSES)
                        .activation(output)
                        .build())
                .build();
    }

    public static MultiLayerConfiguration leNet(IUpdater updater) {
        return LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, updater, 0, 4));
    }

    public static MultiLayerNetwork initialized(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }
}
