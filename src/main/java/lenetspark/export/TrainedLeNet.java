package lenetspark.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lenetspark.model.LeNet;
import lenetspark.model.LeNetConfiguration;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * Trained LeNet-5 in a form that is independent of DL4J: its hyperparameters, and its parameters with the names and
 * shapes that other frameworks use.
 *
 * <p>Pixels 0..255 are scaled to {@code (pixel - pixelMean) / pixelDeviation}.
 */
public final class TrainedLeNet {

    private static final int WHITE = 255;

    private final LeNet.Choices choices;
    private final PixelScaling scaling;
    private final List<String> classNames;
    private final List<Tensor> tensors;

    private TrainedLeNet(LeNet.Choices choices, PixelScaling scaling, List<String> classNames, List<Tensor> tensors) {
        this.choices = choices;
        this.scaling = scaling;
        this.classNames = classNames;
        this.tensors = tensors;
    }

    /** Returns the reason why a model cannot be exported as LeNet-5, as a clause; empty if it can. */
    public static Optional<String> incompatibility(ModelArchive model) {
        return LeNetConfiguration.difference(model.network().getLayerWiseConfigurations())
                .or(() -> model.scaling().min() < model.scaling().max()
                        ? Optional.empty()
                        : Optional.of("it maps pixels 0 to 255 to %s to %s"
                                .formatted(
                                        model.scaling().min(), model.scaling().max())));
    }

    /**
     * Copies the network of a model.
     *
     * @throws IllegalArgumentException if the model is {@link #incompatibility not compatible}
     */
    public static TrainedLeNet of(ModelArchive model) {
        incompatibility(model).ifPresent(reason -> {
            throw new IllegalArgumentException("Not a LeNet-5: " + reason);
        });
        LeNet.Choices choices = LeNetConfiguration.choices(model.network().getLayerWiseConfigurations());
        return new TrainedLeNet(
                choices,
                model.scaling(),
                model.classNames(),
                ParameterReader.tensors(model.network().params().toFloatVector(), choices.classes()));
    }

    Activation activation() {
        return choices.activation();
    }

    PoolingType pooling() {
        return choices.pooling();
    }

    int classes() {
        return choices.classes();
    }

    double pixelMean() {
        return -scaling.min() * pixelDeviation();
    }

    double pixelDeviation() {
        return WHITE / (scaling.max() - scaling.min());
    }

    /** Returns the parameters from input to output, the weights of each layer before its biases. */
    List<Tensor> tensors() {
        return tensors;
    }

    /** Returns the metadata that a user of the parameters needs. */
    Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("architecture", "LeNet-5");
        description.put(
                "activation",
                switch (activation()) {
                    case RATIONALTANH -> "scaled-tanh";
                    case RELU -> "relu";
                    default -> "tanh";
                });
        description.put("pooling", pooling() == PoolingType.MAX ? "max" : "average");
        description.put("pixel_mean", String.valueOf(pixelMean()));
        description.put("pixel_std", String.valueOf(pixelDeviation()));
        description.put(
                "classes",
                JsonNodeFactory.instance.arrayNode().addAll(namesAsJson()).toString());
        return description;
    }

    private List<TextNode> namesAsJson() {
        return classNames.stream().map(TextNode::valueOf).toList();
    }

    /**
     * Splits DL4J's flat parameter vector into tensors. It contains the biases of a convolution before its weights,
     * those of a dense layer after.
     */
    private static final class ParameterReader {
        private final float[] flat;
        private final List<Tensor> tensors = new ArrayList<>();
        private int position;

        private ParameterReader(float[] flat) {
            this.flat = flat;
        }

        static List<Tensor> tensors(float[] flat, int classes) {
            ParameterReader reader = new ParameterReader(flat);
            reader.convolution("conv1", 6, 1);
            reader.convolution("conv2", 16, 6);
            reader.convolution("conv3", 120, 16);
            reader.dense("fc1", 84, 120);
            reader.dense("fc2", classes, 84);
            return List.copyOf(reader.tensors);
        }

        private void convolution(String layer, int outputs, int inputs) {
            Tensor biases = readTensor(layer + ".bias", outputs);
            tensors.add(readTensor(layer + ".weight", outputs, inputs, 5, 5));
            tensors.add(biases);
        }

        // DL4J stores the weights as [inputs, outputs] in column-major order, which is [outputs, inputs] in row-major
        // order.
        private void dense(String layer, int outputs, int inputs) {
            tensors.add(readTensor(layer + ".weight", outputs, inputs));
            tensors.add(readTensor(layer + ".bias", outputs));
        }

        private Tensor readTensor(String name, int... shape) {
            int length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            Tensor tensor = new Tensor(name, shape, Arrays.copyOfRange(flat, position, position + length));
            position += length;
            return tensor;
        }
    }
}
