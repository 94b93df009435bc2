package lenetspark.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Reads safetensors files by their specification and rejects what it forbids. */
record SafetensorsReader(Map<String, String> metadata, Map<String, Content> tensors) {

    /** Tensor of a file. */
    record Content(int[] shape, float[] values) {}

    Content tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    static SafetensorsReader of(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(bytes.getLong());
        assertThat(length).isPositive().isLessThan(100_000_000);
        String header = new String(file, Long.BYTES, length, StandardCharsets.UTF_8);
        assertThat(header).startsWith("{").matches("(?s).*\\} *");
        int data = Long.BYTES + length;
        assertThat(data % 8).as("alignment of the tensors").isZero();
        JsonNode entries = new ObjectMapper().readTree(header);
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Content> tensors = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                for (Map.Entry<String, JsonNode> text : entry.getValue().properties()) {
                    assertThat(text.getValue().isTextual()).isTrue();
                    metadata.put(text.getKey(), text.getValue().asText());
                }
                continue;
            }
            assertThat(entry.getValue().get("dtype").asText()).isEqualTo("F32");
            int begin = entry.getValue().get("data_offsets").get(0).asInt();
            int end = entry.getValue().get("data_offsets").get(1).asInt();
            assertThat(begin).as("no gap before " + entry.getKey()).isEqualTo(next);
            next = end;
            tensors.put(entry.getKey(), content(entry.getValue().get("shape"), bytes, data + begin, data + end));
        }
        assertThat(data + next).as("end of the file").isEqualTo(file.length);
        return new SafetensorsReader(metadata, tensors);
    }

    private static Content content(JsonNode dimensions, ByteBuffer bytes, int begin, int end) {
        int[] shape = new int[dimensions.size()];
        int elements = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dimensions.get(i).asInt();
            elements *= shape[i];
        }
        assertThat(end - begin).isEqualTo(elements * Float.BYTES);
        float[] values = new float[elements];
        bytes.slice(begin, end - begin)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new Content(shape, values);
    }
}
