package lenetspark.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Summary of the layers of a network, computed from its configuration without allocating parameters.
 *
 * @param layers layers from input to output
 */
public record NetworkSummary(List<LayerSummary> layers) {

    /**
     * Summary of a layer.
     *
     * @param name name of the layer
     * @param kind type of the layer, with kernel size and activation function
     * @param output shape of one example's activations: {@code maps x height x width}, or the number of units
     * @param parameters number of trainable parameters
     */
    public record LayerSummary(String name, String kind, String output, long parameters) {}

    /** Returns the summary of {@code configuration} for inputs of type {@code input}. */
    public static NetworkSummary of(MultiLayerConfiguration configuration, InputType input) {
        List<LayerSummary> layers = new ArrayList<>();
        InputType shape = input;
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            Layer layer = configuration.getConf(i).getLayer();
            InputPreProcessor preProcessor = configuration.getInputPreProcess(i);
            if (preProcessor != null) {
                shape = preProcessor.getOutputType(shape);
            }
            shape = layer.getOutputType(i, shape);
            layers.add(new LayerSummary(
                    String.valueOf(layer.getLayerName()),
                    kind(layer),
                    dimensions(shape),
                    layer.initializer().numParams(configuration.getConf(i))));
        }
        return new NetworkSummary(List.copyOf(layers));
    }

    /** Returns the summary of {@link LeNet}. */
    public static NetworkSummary ofLeNet(LeNet.Choices choices) {
        return of(LeNet.configuration(choices), InputType.convolutional(LeNet.INPUT_SIZE, LeNet.INPUT_SIZE, 1));
    }

    /** Returns the number of trainable parameters of the network. */
    public long parameters() {
        return layers.stream().mapToLong(LayerSummary::parameters).sum();
    }

    /** Returns the summary as a plain text table with one line per layer and the total in the last line. */
    public String table() {
        String row = "%-8s %-34s %12s %12s%n";
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, row, "layer", "kind", "output", "parameters"));
        for (LayerSummary layer : layers) {
            table.append(String.format(
                    Locale.ROOT,
                    row,
                    layer.name(),
                    layer.kind(),
                    layer.output(),
                    String.format(Locale.ROOT, "%,d", layer.parameters())));
        }
        return table.append(String.format(
                        Locale.ROOT, row, "total", "", "", String.format(Locale.ROOT, "%,d", parameters())))
                .toString();
    }

    private static String kind(Layer layer) {
        if (layer instanceof ConvolutionLayer convolution) {
            return "convolution %dx%d, %s"
                    .formatted(
                            convolution.getKernelSize()[0],
                            convolution.getKernelSize()[1],
                            convolution.getActivationFn());
        }
        if (layer instanceof SubsamplingLayer pooling) {
            return "%s pooling %dx%d"
                    .formatted(
                            switch (pooling.getPoolingType()) {
                                case AVG -> "average";
                                case MAX -> "max";
                                default -> pooling.getPoolingType().toString().toLowerCase(Locale.ROOT);
                            },
                            pooling.getKernelSize()[0],
                            pooling.getKernelSize()[1]);
        }
        if (layer instanceof FeedForwardLayer dense) {
            return "dense, %s".formatted(dense.getActivationFn());
        }
        return layer.getClass().getSimpleName();
    }

    private static String dimensions(InputType shape) {
        if (shape instanceof InputType.InputTypeConvolutional maps) {
            return maps.getChannels() + "x" + maps.getHeight() + "x" + maps.getWidth();
        }
        return String.valueOf(shape.arrayElementsPerExample());
    }
}
