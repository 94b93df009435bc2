package lenetspark.job;

import java.util.LinkedHashMap;
import java.util.Map;
import lenetspark.config.NetworkConfig;
import lenetspark.config.NetworkConfig.ActivationFunction;
import lenetspark.model.LeNet;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Sgd;

/** Functions on networks that several jobs need. */
public final class Networks {

    private Networks() {}

    /** Returns the choices for a network that is not trained, such as for its summary. */
    public static LeNet.Choices untrained(NetworkConfig config, int classes) {
        ActivationFunction activation = config.activation();
        return new LeNet.Choices(activation.activation(), config.pooling().poolingType(), new Sgd(), 0, 0, 0, classes);
    }

    /** Returns copies of the weights and biases of {@code network}, by names such as {@code c1/W}. */
    public static Map<String, float[]> parametersByLayer(MultiLayerNetwork network) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Layer layer : network.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            layer.paramTable()
                    .forEach((kind, array) ->
                            values.put(name + "/" + kind, array.dup().data().asFloat()));
        }
        return values;
    }
}
