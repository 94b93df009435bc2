package lenet.metrics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lenet.storage.Directory;

/**
 * {@code metrics.jsonl}: one JSON object a line, which Spark reads with {@code spark.read().json}.
 *
 * <p>The file is rewritten whole with every flush, because object stores cannot append. It is flushed with every
 * checkpoint, so after a crash it tells of exactly what can be resumed.
 */
public final class JsonLinesSink implements EventSink {

    /** The file's name in the run directory. */
    public static final String FILE = "metrics.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(finiteNumbers());

    private final Directory directory;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int lines;
    private int durableLines;

    private JsonLinesSink(Directory directory) {
        this.directory = directory;
    }

    /**
     * The file as it was when it had {@code lines} lines, a new one for 0; what a dead run wrote after that is forgotten.
     *
     * @throws IOException if it cannot be read or is shorter
     */
    public static JsonLinesSink resume(Directory directory, int lines) throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory);
        List<String> existing =
                lines == 0 ? List.of() : complete(new String(directory.read(FILE), StandardCharsets.UTF_8));
        if (existing.size() < lines) {
            throw new IOException("%s/%s: has %d lines, expected at least %d; start again with --overwrite"
                    .formatted(directory, FILE, existing.size(), lines));
        }
        existing.subList(0, lines).forEach(sink::append);
        sink.durableLines = lines;
        return sink;
    }

    /** The lines that have their end. */
    private static List<String> complete(String content) {
        return content.substring(0, content.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Number of lines in the file: those that were flushed. */
    public int lines() {
        return durableLines;
    }

    @Override
    public void accept(TrainingEvent event) throws JsonProcessingException {
        append(JSON.writeValueAsString(event));
    }

    @Override
    public void flush() throws IOException {
        directory.write(FILE, content::writeTo);
        durableLines = lines;
    }

    private void append(String line) {
        content.writeBytes((line + '\n').getBytes(StandardCharsets.UTF_8));
        lines++;
    }

    /** JSON has no NaN and no infinity, and one in quotes would make Spark take the whole column for text: null. */
    private static Module finiteNumbers() {
        JsonSerializer<Double> finite = new JsonSerializer<>() {
            @Override
            public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
                if (Double.isFinite(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeNull();
                }
            }
        };
        return new SimpleModule().addSerializer(Double.class, finite).addSerializer(double.class, finite);
    }
}
