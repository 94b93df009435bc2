package lenetspark.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lenetspark.storage.Directory;
import org.tensorflow.framework.Summary;

/**
 * Sink that writes {@code events.out.tfevents.*} files for TensorBoard: the numbers of rounds, epochs and the run, and histograms
 * of the parameters. Steps are updates of the parameters.
 *
 * <p>Each epoch has its own file, which is written when the epoch is complete: object stores cannot append, and TensorBoard
 * follows new files but not replaced ones. A resumed run writes the epochs that the previous process did not complete.
 */
public final class TensorBoardSink implements EventSink {

    private static final String PREFIX = "events.out.tfevents.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Directory directory;
    private final InstantSource clock;

    /** Complete files that are not yet written, by name. */
    private final Map<String, byte[]> unwrittenFiles = new LinkedHashMap<>();

    /** Divergence of the replicas in the rounds of the current epoch. */
    private final List<Double> divergence = new ArrayList<>();

    private EventFile current;
    private int iteration;

    /**
     * Creates the sink of a run that continues after {@code lines} of metrics.
     *
     * @throws IllegalArgumentException if a line was not written by {@link JsonLinesSink}
     */
    public TensorBoardSink(Directory directory, List<String> lines, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        this.current = new EventFile(clock.instant());
        // The files of complete epochs were written before the checkpoint that contains these lines.
        List<TrainingEvent> unwritten = new ArrayList<>();
        for (String line : lines) {
            TrainingEvent event = parse(line);
            if (event instanceof TrainingEvent.Epoch epoch) {
                unwritten.clear();
                iteration = epoch.iteration();
            } else {
                unwritten.add(event);
            }
        }
        unwritten.forEach(this::accept);
    }

    private static TrainingEvent parse(String line) {
        try {
            return JSON.readValue(line, TrainingEvent.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A line of the metrics is damaged: " + line, e);
        }
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Round round) {
            iteration = round.statistics().iteration();
            divergence.addAll(round.statistics().divergence());
            add(scalars(round));
        } else if (event instanceof TrainingEvent.Parameters parameters) {
            add(summary(parameters));
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            iteration = epoch.iteration();
            add(summary(epoch, divergence));
            divergence.clear();
            complete("epoch-%06d".formatted(epoch.epoch()));
        } else if (event instanceof TrainingEvent.Run run) {
            add(scalars(run));
            complete("test");
        }
    }

    private static Summary.Builder scalars(TrainingEvent event) {
        Summary.Builder summary = Summary.newBuilder();
        Scalars.of(event).forEach((tag, value) -> summary.addValue(EventFile.scalar(tag, value)));
        return summary;
    }

    private static Summary.Builder summary(TrainingEvent.Epoch epoch, List<Double> divergence) {
        Summary.Builder summary = scalars(epoch);
        if (!divergence.isEmpty()) {
            summary.addValue(EventFile.histogram("replicas/divergence", floats(divergence)));
        }
        return summary;
    }

    private static Summary.Builder summary(TrainingEvent.Parameters parameters) {
        Summary.Builder summary = Summary.newBuilder();
        parameters.values().forEach((name, values) -> summary.addValue(EventFile.histogram(name, values)));
        return summary;
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    private void add(Summary.Builder summary) {
        current.add(clock.instant(), iteration, summary.build());
    }

    private void complete(String name) {
        unwrittenFiles.put(PREFIX + name, current.bytes());
        current = new EventFile(clock.instant());
    }

    @Override
    public void flush() throws IOException {
        for (Iterator<Map.Entry<String, byte[]>> next =
                        unwrittenFiles.entrySet().iterator();
                next.hasNext(); ) {
            Map.Entry<String, byte[]> file = next.next();
            directory.write(file.getKey(), file.getValue());
            next.remove();
        }
    }
}
