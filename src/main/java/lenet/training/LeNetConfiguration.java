package lenet.training;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lenet.model.LeNet;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Recognises {@link LeNet} in any DL4J configuration: the choices are read from it, LeNet is built from them, and every
 * layer must be the same but for its name and how it is initialised.
 */
final class LeNetConfiguration {

    private static final List<Activation> ACTIVATIONS =
            List.of(Activation.TANH, Activation.RATIONALTANH, Activation.RELU);

    private LeNetConfiguration() {}

    /** What LeNet's choices would be, if {@code configuration} is one. */
    static LeNet.Choices choices(MultiLayerConfiguration configuration) {
        Layer first = configuration.getConf(0).getLayer();
        Layer second =
                configuration.getConfs().size() > 1 ? configuration.getConf(1).getLayer() : first;
        return new LeNet.Choices(
                first instanceof BaseLayer layer ? activation(layer.getActivationFn()) : Activation.TANH,
                second instanceof SubsamplingLayer pooling && pooling.getPoolingType() == PoolingType.MAX
                        ? PoolingType.MAX
                        : PoolingType.AVG,
                first instanceof BaseLayer layer ? layer.getIUpdater() : new Sgd(),
                first instanceof ConvolutionLayer layer ? l2(layer) : 0,
                configuration.getConf(0).getSeed());
    }

    /** In what {@code configuration} is not LeNet; empty if it is. */
    static Optional<String> difference(MultiLayerConfiguration configuration) {
        MultiLayerConfiguration leNet = LeNet.configuration(choices(configuration));
        if (configuration.getConfs().size() != leNet.getConfs().size()) {
            return Optional.of("it has %d layers, LeNet-5 has %d"
                    .formatted(configuration.getConfs().size(), leNet.getConfs().size()));
        }
        for (int i = 0; i < leNet.getConfs().size(); i++) {
            Layer expected = leNet.getConf(i).getLayer();
            Layer actual = configuration.getConf(i).getLayer();
            ignoreInitialisation(expected, actual);
            boolean same = expected.equals(actual)
                    && Objects.equals(leNet.getInputPreProcess(i), configuration.getInputPreProcess(i))
                    && leNet.getConf(i).isMiniBatch()
                            == configuration.getConf(i).isMiniBatch()
                    && leNet.getConf(i).getOptimizationAlgo()
                            == configuration.getConf(i).getOptimizationAlgo();
            if (!same) {
                return Optional.of("its layer %d is not LeNet-5's: %s".formatted(i + 1, actual));
            }
        }
        return configuration.getDataType() == leNet.getDataType()
                        && configuration.getBackpropType() == leNet.getBackpropType()
                ? Optional.empty()
                : Optional.of("its data type or kind of backpropagation is not LeNet-5's");
    }

    /** Sets what does not matter once there are parameters to what {@code actual} has. */
    private static void ignoreInitialisation(Layer expected, Layer actual) {
        expected.setLayerName(actual.getLayerName());
        if (expected instanceof BaseLayer layer && actual instanceof BaseLayer other) {
            layer.setWeightInitFn(other.getWeightInitFn());
            layer.setBiasInit(other.getBiasInit());
        }
    }

    private static Activation activation(IActivation function) {
        return ACTIVATIONS.stream()
                .filter(activation -> activation.getActivationFunction().equals(function))
                .findFirst()
                .orElse(Activation.TANH);
    }

    private static double l2(ConvolutionLayer layer) {
        for (Regularization regularization : layer.getRegularization()) {
            if (regularization instanceof L2Regularization l2) {
                return l2.getL2().valueAt(0, 0);
            }
        }
        return 0;
    }
}
