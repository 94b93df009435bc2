package lenetspark.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * Sink that writes {@code metrics.jsonl}: one JSON object on each line, which Spark reads with {@code spark.read().json}.
 *
 * <p>The sink rewrites the whole file, because object stores cannot append, and because an append by a job that has lost the run
 * lock would modify the file of the new owner. To keep the bytes written from growing with the square of the number of rounds,
 * a flush rewrites the file only when it has grown by a sixteenth (in total at most 17 times its last size), after an epoch
 * while the file is small, and at the end of the run.
 *
 * <p>The sink is flushed at every checkpoint, and the checkpoint holds all lines, so a resumed run rewrites a file that a crash
 * has damaged.
 */
public final class JsonLinesSink implements EventSink, AutoCloseable {

    /** Name of the file in the run directory. */
    public static final String FILE = "metrics.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setSerializationInclusion(JsonInclude.Include.NON_NULL)
            .registerModule(finiteNumbers());

    private static final long NEVER = -1;
    private static final int GROWTH = 16;

    /** About the size of a model archive with its updater state: some 2,500 rounds of few replicas. */
    private static final long SMALL_BYTES = 1 << 20;

    private final Directory directory;
    private final List<String> lines = new ArrayList<>();
    private long bytes;
    private long writtenBytes = NEVER;
    private boolean epochEnded;
    private boolean runEnded;

    /** Creates the sink of a run that continues after {@code lines}. Other lines in an existing file are discarded. */
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

    /** Returns all lines, including those that are not yet in the file. */
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

    /** Writes the file if enough lines are new. */
    @Override
    public void flush() throws IOException {
        boolean grown = bytes - writtenBytes >= writtenBytes / GROWTH;
        if (writtenBytes == NEVER || runEnded || grown || epochEnded && bytes <= SMALL_BYTES) {
            write();
        }
    }

    /** Writes the file if a line is new. */
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

    /** Writes NaN and infinity as null: JSON has neither, and with quoted values Spark would infer a string column. */
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
