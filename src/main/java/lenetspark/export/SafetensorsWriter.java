package lenetspark.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lenetspark.storage.ContentWriter;

/**
 * Writer of the parameters as a safetensors file: the length of the header in eight bytes, the header in JSON, and the
 * tensors in float32, all little-endian and without gaps. The names and shapes of the tensors are those of the state of
 * a PyTorch module with the layers {@code conv1}, {@code conv2}, {@code conv3}, {@code fc1} and {@code fc2}.
 */
public final class SafetensorsWriter implements ContentWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The offset of the tensors is a multiple of this, so that readers can map the file into memory. */
    private static final int ALIGNMENT = 8;

    private final TrainedLeNet model;

    public SafetensorsWriter(TrainedLeNet model) {
        this.model = model;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (Tensor tensor : model.tensors()) {
            out.write(tensor.littleEndian());
        }
    }

    private byte[] header() throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("__metadata__", metadata());
        long offset = 0;
        for (Tensor tensor : model.tensors()) {
            long end = offset + (long) tensor.values().length * Float.BYTES;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(offset, end));
            entries.put(tensor.name(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(entries);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        // Readers of PyTorch models require this entry.
        metadata.put("format", "pt");
        metadata.putAll(model.description());
        metadata.put("input", "[N, 1, 32, 32], (pixel - pixel_mean) / pixel_std of pixels 0 to 255");
        return metadata;
    }
}
