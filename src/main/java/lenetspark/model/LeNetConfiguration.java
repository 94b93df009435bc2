package lenetspark.model;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Recognizes {@link LeNet} in a DL4J configuration. The hyperparameters are read from the configuration, LeNet is built
 * from them, and every layer must be equal except for its name and its weight initialization.
 */
public final class LeNetConfiguration {

    private static final List<Activation> ACTIVATIONS =
            List.of(Activation.TANH, Activation.RATIONALTANH, Activation.RELU);

    private static final int LAYERS = 7;
    private static final int MAX_MESSAGE_LENGTH = 150;

    private LeNetConfiguration() {}

    /** Returns the hyperparameters of LeNet that match {@code configuration} best. It must have at least one layer. */
    public static LeNet.Choices choices(MultiLayerConfiguration configuration) {
        Layer first = configuration.getConf(0).getLayer();
        Layer second =
                configuration.getConfs().size() > 1 ? configuration.getConf(1).getLayer() : first;
        Layer last = configuration.getConf(configuration.getConfs().size() - 1).getLayer();
        return new LeNet.Choices(
                first instanceof BaseLayer layer ? activation(layer.getActivationFn()) : Activation.TANH,
                second instanceof SubsamplingLayer pooling && pooling.getPoolingType() == PoolingType.MAX
                        ? PoolingType.MAX
                        : PoolingType.AVG,
                first instanceof BaseLayer layer ? layer.getIUpdater() : new Sgd(),
                first instanceof ConvolutionLayer layer ? l2(layer) : 0,
                dropout(last),
                configuration.getConf(0).getSeed(),
                classes(last));
    }

    /** Returns the first difference of {@code configuration} from LeNet, in one line; empty if it is LeNet. */
    public static Optional<String> difference(MultiLayerConfiguration configuration) {
        int layers = configuration.getConfs().size();
        if (layers != LAYERS) {
            return Optional.of("it has %d layers, LeNet-5 has %d".formatted(layers, LAYERS));
        }
        MultiLayerConfiguration leNet = LeNet.configuration(choices(configuration));
        for (int i = 0; i < layers; i++) {
            Optional<String> difference = difference(leNet, configuration, i);
            if (difference.isPresent()) {
                return Optional.of("its layer %d is not LeNet-5's: %s".formatted(i + 1, difference.get()));
            }
        }
        if (configuration.getDataType() != leNet.getDataType()) {
            return Optional.of("its data type is " + configuration.getDataType() + ", not " + leNet.getDataType());
        }
        return configuration.getBackpropType() == leNet.getBackpropType()
                ? Optional.empty()
                : Optional.of("its backpropagation is " + configuration.getBackpropType() + ", not "
                        + leNet.getBackpropType());
    }

    private static Optional<String> difference(
            MultiLayerConfiguration leNet, MultiLayerConfiguration configuration, int index) {
        NeuralNetConfiguration expected = leNet.getConf(index);
        NeuralNetConfiguration actual = configuration.getConf(index);
        copyInitialization(expected.getLayer(), actual.getLayer());
        if (!expected.getLayer().equals(actual.getLayer())) {
            return Optional.of(difference(expected.getLayer(), actual.getLayer()));
        }
        if (!Objects.equals(leNet.getInputPreProcess(index), configuration.getInputPreProcess(index))) {
            return Optional.of("its input preprocessor is "
                    + name(configuration.getInputPreProcess(index)) + ", not "
                    + name(leNet.getInputPreProcess(index)));
        }
        if (expected.isMiniBatch() != actual.isMiniBatch()) {
            return Optional.of("its miniBatch is " + actual.isMiniBatch());
        }
        if (expected.isMinimize() != actual.isMinimize()) {
            return Optional.of("its minimize is " + actual.isMinimize());
        }
        return expected.getOptimizationAlgo() == actual.getOptimizationAlgo()
                        && Objects.equals(expected.getStepFunction(), actual.getStepFunction())
                ? Optional.empty()
                : Optional.of("its optimization is " + actual.getOptimizationAlgo() + " by "
                        + name(actual.getStepFunction()));
    }

    /** Returns the first property that differs between two layers, by its name in a saved model. */
    private static String difference(Layer expected, Layer actual) {
        if (expected.getClass() != actual.getClass()) {
            return "it is a %s, not a %s".formatted(name(actual), name(expected));
        }
        JsonNode expectedJson = NeuralNetConfiguration.mapper().valueToTree(expected);
        JsonNode actualJson = NeuralNetConfiguration.mapper().valueToTree(actual);
        for (Iterator<String> fields = actualJson.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!actualJson.get(field).equals(expectedJson.get(field))) {
                String difference =
                        "its %s is %s, not %s".formatted(field, actualJson.get(field), expectedJson.get(field));
                return difference.length() <= MAX_MESSAGE_LENGTH ? difference : "its %s differs".formatted(field);
            }
        }
        return "a property that is not saved differs";
    }

    private static String name(@Nullable Object object) {
        return object == null ? "none" : object.getClass().getSimpleName();
    }

    /**
     * Copies the name and the initialization from {@code actual}, because they do not affect a network that has
     * parameters.
     */
    private static void copyInitialization(Layer expected, Layer actual) {
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

    /** Returns the number of classes; the default for any other layer, so that the comparison reports a difference. */
    private static int classes(Layer last) {
        return last instanceof OutputLayer output && output.getNOut() >= 2 && output.getNOut() <= LeNet.MAX_CLASSES
                ? (int) output.getNOut()
                : LeNet.CLASSES;
    }

    private static double dropout(Layer layer) {
        return layer.getIDropout() instanceof Dropout dropout && dropout.getPSchedule() == null
                ? 1 - dropout.getP()
                : 0;
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
