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
 * A trained LeNet-5 without DL4J: what it computes, and its parameters as other frameworks name and shape them.
 *
 * <p>Pixels 0..255 enter the network as {@code (pixel - pixelMean) / pixelDeviation}.
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

    /** Why a model is none, in half a sentence; empty if it is. */
    public static Optional<String> obstacle(ModelArchive model) {
        return LeNetConfiguration.difference(model.network().getLayerWiseConfigurations())
                .or(() -> model.scaling().min() < model.scaling().max()
                        ? Optional.empty()
                        : Optional.of("it maps pixels 0 to 255 to %s to %s"
                                .formatted(
                                        model.scaling().min(), model.scaling().max())));
    }

    /**
     * The network of a model, copied.
     *
     * @throws IllegalArgumentException if there is an {@link #obstacle}
     */
    public static TrainedLeNet of(ModelArchive model) {
        obstacle(model).ifPresent(reason -> {
            throw new IllegalArgumentException("Not a LeNet-5: " + reason);
        });
        LeNet.Choices choices = LeNetConfiguration.choices(model.network().getLayerWiseConfigurations());
        return new TrainedLeNet(
                choices,
                model.scaling(),
                model.classNames(),
                Parameters.named(model.network().params().toFloatVector(), choices.classes()));
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

    /** From input to output, the weights of each layer before its biases. */
    List<Tensor> tensors() {
        return tensors;
    }

    /** What a reader of the parameters must know besides. */
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

    /** The parameters in the order of DL4J's flat vector: a convolution's biases come first, a dense layer's last. */
    private static final class Parameters {
        private final float[] flat;
        private final List<Tensor> tensors = new ArrayList<>();
        private int position;

        private Parameters(float[] flat) {
            this.flat = flat;
        }

        static List<Tensor> named(float[] flat, int classes) {
            Parameters parameters = new Parameters(flat);
            parameters.convolution("conv1", 6, 1);
            parameters.convolution("conv2", 16, 6);
            parameters.convolution("conv3", 120, 16);
            parameters.dense("fc1", 84, 120);
            parameters.dense("fc2", classes, 84);
            return List.copyOf(parameters.tensors);
        }

        private void convolution(String layer, int outputs, int inputs) {
            Tensor biases = take(layer + ".bias", outputs);
            tensors.add(take(layer + ".weight", outputs, inputs, 5, 5));
            tensors.add(biases);
        }

        // DL4J's weights are [inputs, outputs] in Fortran's order: [outputs, inputs] in C's.
        private void dense(String layer, int outputs, int inputs) {
            tensors.add(take(layer + ".weight", outputs, inputs));
            tensors.add(take(layer + ".bias", outputs));
        }

        private Tensor take(String name, int... shape) {
            int length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            Tensor tensor = new Tensor(name, shape, Arrays.copyOfRange(flat, position, position + length));
            position += length;
            return tensor;
        }
    }
}
