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
 * Validator of a network configuration that is read from an archive. DL4J's Jackson mapper loads and initializes every
 * class that the configuration names before it checks whether the class is allowed there, so the names are checked
 * first.
 */
final class CheckedConfiguration {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // DL4J decodes the bytes in the default charset of the JVM.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** Properties that contain a class name; {@code type} is used by distributions. */
    private static final Set<String> CLASS_PROPERTIES = Set.of("@class", "type");

    /** Matches a class of DL4J or ND4J without type arguments, because Jackson would load the classes in them too. */
    private static final Pattern CLASS_NAME = Pattern.compile("org\\.(deeplearning4j|nd4j)(\\.[A-Za-z_$][\\w$]*)+");

    /**
     * Matches the paths of lists of parameter names. Any other array that starts with a string may be Jackson's array
     * notation of an object, {@code [class, object]}.
     */
    private static final Pattern NAME_LIST = Pattern.compile("/confs/\\d+/variables|.*/constraints/\\d+/params");

    private CheckedConfiguration() {}

    /**
     * Checks the configuration and returns it as unambiguous JSON: in ASCII and without duplicate keys.
     *
     * @param entry name of the archive entry, for messages
     * @param json content of the entry
     * @throws IOException if it is not JSON of a {@code MultiLayerNetwork}, contains a duplicate key, or names a class
     *     outside DL4J and ND4J
     */
    static byte[] of(String entry, byte[] json) throws IOException {
        JsonNode configuration;
        try {
            configuration = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "damaged: its entry '%s' must be JSON without duplicate keys, got: %s"
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
