package lenetspark.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;

/** A network as a page computes it: its parameters in DL4J's flat order, and what they are for. */
final class TrainedNetwork {

    /** Parameters of the first two convolutions: all that feature maps need. */
    private static final int CONVOLUTIONS = 156 + 2_416;

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
     * The network of an archive.
     *
     * @param activation by the name of its option
     * @param pooling by the name of its option
     */
    static TrainedNetwork of(ModelArchive archive, String activation, String pooling) {
        return new TrainedNetwork(
                archive.network().params().dup().data().asFloat(),
                archive.scaling(),
                archive.classNames(),
                activation,
                pooling);
    }

    /** All of it, 330 KB for ten classes. */
    ObjectNode whole() {
        ObjectNode json = json(parameters.length);
        classNames.forEach(json.putArray("classes")::add);
        return json;
    }

    /** The first two convolutions, 14 KB. */
    ObjectNode convolutions() {
        return json(CONVOLUTIONS);
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
