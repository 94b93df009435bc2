package lenetspark.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;

/**
 * Network in the form that the scripts of a page evaluate: parameters in the order of DL4J's flat vector, and
 * hyperparameters.
 */
final class TrainedNetwork {

    /** Number of parameters of the first two convolutions, which are sufficient to compute the feature maps. */
    private static final int CONVOLUTION_PARAMETERS = 156 + 2_416;

    private final float[] parameters;
    private final PixelScaling scaling;
    private final List<String> classNames;
    private final String activation;
    private final String pooling;

    private TrainedNetwork(
            float[] parameters, PixelScaling scaling, List<String> classNames, String activation, String pooling) {
        this.parameters = parameters;
        this.scaling = scaling;
        this.classNames = classNames;
        this.activation = activation;
        this.pooling = pooling;
    }

    /**
     * Creates the network from an archive.
     *
     * @param archive archive of the model
     * @param activation activation function, as the value of its option
     * @param pooling pooling function, as the value of its option
     */
    static TrainedNetwork of(ModelArchive archive, String activation, String pooling) {
        return new TrainedNetwork(
                archive.network().params().dup().data().asFloat(),
                archive.scaling(),
                archive.classNames(),
                activation,
                pooling);
    }

    /** Returns all parameters as JSON, 330 KB for ten classes. */
    ObjectNode allParameters() {
        ObjectNode json = json(parameters.length);
        classNames.forEach(json.putArray("classes")::add);
        return json;
    }

    /** Returns the parameters of the first two convolutions as JSON, 14 KB. */
    ObjectNode convolutions() {
        return json(CONVOLUTION_PARAMETERS);
    }

    private ObjectNode json(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(parameters, 0, length);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("activation", activation);
        json.put("pooling", pooling);
        json.put("black", scaling.min());
        json.put("white", scaling.max());
        json.put("parameters", Base64.getEncoder().encodeToString(bytes.array()));
        return json;
    }
}
