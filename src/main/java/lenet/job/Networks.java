package lenet.job;

import lenet.config.ActivationFunction;
import lenet.config.NetworkConfig;
import lenet.config.OptimizerConfig;
import lenet.config.TrainConfig;
import lenet.model.LeNet;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** From what the user configures to the network that is trained. */
final class Networks {

    private Networks() {}

    /** A network with fresh weights. */
    static MultiLayerNetwork create(TrainConfig config) {
        MultiLayerNetwork network = new MultiLayerNetwork(LeNet.configuration(new LeNet.Choices(
                config.network().activation().activation(),
                config.network().pooling().poolingType(),
                updater(config.optimizer()),
                config.optimizer().l2(),
                config.seed())));
        network.init();
        return network;
    }

    /** The choices of a network that is only looked at. */
    static LeNet.Choices untrained(NetworkConfig config) {
        ActivationFunction activation = config.activation();
        return new LeNet.Choices(activation.activation(), config.pooling().poolingType(), new Sgd(), 0, 0);
    }

    private static IUpdater updater(OptimizerConfig optimizer) {
        return switch (optimizer.updater()) {
            case ADAM -> new Adam(optimizer.learningRate());
            case NESTEROVS -> new Nesterovs(optimizer.learningRate(), optimizer.momentum());
            case SGD -> new Sgd(optimizer.learningRate());
        };
    }
}
