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
import java.util.ArrayList;
import java.util.List;
import lenet.storage.Directory;

/**
 * {@code metrics.jsonl}: one JSON object a line, which Spark reads with {@code spark.read().json}.
 *
 * <p>The file is rewritten whole with every flush, because object stores cannot append. It is flushed with every
 * checkpoint, which holds the same lines: whatever a crash made of the file, a resumed run writes it anew.
 */
public final class JsonLinesSink implements EventSink {

    /** The file's name in the run directory. */
    public static final String FILE = "metrics.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(finiteNumbers());

    private final Directory directory;
    private final List<String> lines;

    /** The file in {@code directory} of a run that has made {@code lines} so far; what else a dead run wrote is forgotten. */
    public JsonLinesSink(Directory directory, List<String> lines) {
        this.directory = directory;
        this.lines = new ArrayList<>(lines);
    }

    /** All lines, those too that the file does not hold yet. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void accept(TrainingEvent event) throws JsonProcessingException {
        if (!(event instanceof TrainingEvent.Parameters || event instanceof TrainingEvent.Checkpoint)) {
            lines.add(JSON.writeValueAsString(event));
        }
    }

    @Override
    public void flush() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (String line : lines) {
            content.writeBytes((line + '\n').getBytes(StandardCharsets.UTF_8));
        }
        directory.write(FILE, content::writeTo);
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
