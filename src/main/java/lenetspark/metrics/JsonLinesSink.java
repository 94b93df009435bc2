package lenetspark.metrics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lenetspark.storage.Directory;

/**
 * {@code metrics.jsonl}: one JSON object a line, which Spark reads with {@code spark.read().json}.
 *
 * <p>The file is rewritten whole, because object stores cannot append, and because an append by a job that has lost the run
 * directory would go into the file of the job that has it. So that what is written does not grow with the square of the
 * rounds, a flush rewrites the file when it has grown by a sixteenth, which adds up to 17 times its last size, after an
 * epoch also while it is small, and at the end of the run.
 *
 * <p>It is flushed with every checkpoint, which holds all the lines: whatever a crash made of the file, a resumed run writes
 * it anew.
 */
public final class JsonLinesSink implements EventSink, AutoCloseable {

    /** The file's name in the run directory. */
    public static final String FILE = "metrics.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(finiteNumbers());

    private static final long NEVER = -1;
    private static final int GROWTH = 16;

    /** About as much as a checkpoint's model archive with its updater state: some 2,500 rounds of few replicas. */
    private static final long SMALL_BYTES = 1 << 20;

    private final Directory directory;
    private final List<String> lines = new ArrayList<>();
    private long bytes;
    private long writtenBytes = NEVER;
    private boolean epochEnded;
    private boolean runEnded;

    /** The file in {@code directory} of a run that has made {@code lines} so far; what else a dead run wrote is forgotten. */
    public JsonLinesSink(Directory directory, List<String> lines) {
        this.directory = directory;
        lines.forEach(this::add);
    }

    private void add(String line) {
        lines.add(line);
        bytes += utf8(line).length;
    }

    private static byte[] utf8(String line) {
        return (line + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /** All lines, those too that the file does not hold yet. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void accept(TrainingEvent event) throws JsonProcessingException {
        if (!(event instanceof TrainingEvent.Parameters || event instanceof TrainingEvent.Checkpoint)) {
            add(JSON.writeValueAsString(event));
            epochEnded |= event instanceof TrainingEvent.Epoch;
            runEnded |= event instanceof TrainingEvent.Run;
        }
    }

    /** Writes the file if enough is new. */
    @Override
    public void flush() throws IOException {
        boolean grown = bytes - writtenBytes >= writtenBytes / GROWTH;
        if (writtenBytes == NEVER || runEnded || grown || epochEnded && bytes <= SMALL_BYTES) {
            write();
        }
    }

    /** Writes the file if anything is new. */
    @Override
    public void close() throws IOException {
        if (bytes != writtenBytes) {
            write();
        }
    }

    private void write() throws IOException {
        directory.write(FILE, out -> {
            for (String line : lines) {
                out.write(utf8(line));
            }
        });
        writtenBytes = bytes;
        epochEnded = false;
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
