package lenetspark.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the configuration of a network before DL4J reads it. DL4J's Jackson loads and initialises every class that the
 * configuration names, before it checks whether that class has a place in a network.
 */
final class CheckedConfiguration {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // DL4J decodes the bytes in the default charset of the JVM.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** The properties that name the class of their object: {@code type} is that of distributions. */
    private static final Set<String> CLASS_PROPERTIES = Set.of("@class", "type");

    /** A class of DL4J or ND4J without type arguments, which Jackson would load too. */
    private static final Pattern CLASS_NAME = Pattern.compile("org\\.(deeplearning4j|nd4j)(\\.[A-Za-z_$][\\w$]*)+");

    /**
     * The lists of names of parameters. Any other array that begins with a string may be Jackson's other way to write an
     * object, {@code [class, object]}.
     */
    private static final Pattern NAME_LIST = Pattern.compile("/confs/\\d+/variables|.*/constraints/\\d+/params");

    private CheckedConfiguration() {}

    /**
     * Returns the configuration as JSON that every parser reads alike: ASCII, each key once.
     *
     * @param entry of the archive, for the error
     * @throws IOException if it is not JSON of a {@code MultiLayerNetwork}, has a key twice, or names a class that is not DL4J's or ND4J's
     */
    static byte[] of(String entry, byte[] json) throws IOException {
        JsonNode configuration;
        try {
            configuration = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "damaged: its entry '%s' must be JSON with every key once, got: %s"
                            .formatted(
                                    entry,
                                    e.getOriginalMessage().lines().findFirst().orElse("")),
                    e);
        }
        if (!configuration.path("confs").isArray()) {
            throw new IOException("damaged, or not a MultiLayerNetwork of DL4J");
        }
        requireKnownClasses(configuration, "");
        return JSON.writeValueAsBytes(configuration);
    }

    private static void requireKnownClasses(JsonNode node, String path) throws IOException {
        if (node.isArray()) {
            if (node.path(0).isTextual() && !NAME_LIST.matcher(path).matches()) {
                requireKnownClass(node.get(0));
            }
            for (int i = 0; i < node.size(); i++) {
                requireKnownClasses(node.get(i), path + "/" + i);
            }
        }
        Iterator<Map.Entry<String, JsonNode>> properties = node.fields();
        while (properties.hasNext()) {
            Map.Entry<String, JsonNode> property = properties.next();
            if (CLASS_PROPERTIES.contains(property.getKey())) {
                requireKnownClass(property.getValue());
            }
            requireKnownClasses(property.getValue(), path + "/" + property.getKey());
        }
    }

    private static void requireKnownClass(JsonNode name) throws IOException {
        if (!name.isTextual() || !CLASS_NAME.matcher(name.textValue()).matches()) {
            throw new IOException(
                    "its configuration must name classes of DL4J and ND4J only, got: " + JSON.writeValueAsString(name));
        }
    }
}
