package lenet.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lenet.storage.Directory;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.Summary;

/**
 * {@code events.out.tfevents.*}, which TensorBoard shows: the numbers of the rounds, of the epochs and of the run, and
 * histograms of the parameters. Steps are updates of the parameters.
 *
 * <p>Every epoch has a file of its own, written once it is complete: object stores cannot append, and TensorBoard goes on to
 * the next file by itself but not to a replaced one. A resumed run writes the epochs that the dead run did not complete.
 */
public final class TensorBoardSink implements EventSink {

    private static final String PREFIX = "events.out.tfevents.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Directory directory;
    private final InstantSource clock;

    /** Complete, and not written yet. */
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** Of the rounds of the epoch so far. */
    private final List<Double> divergence = new ArrayList<>();

    private EventFile current;
    private int iteration;

    /**
     * The files in {@code directory} of a run that has made {@code lines} of metrics so far.
     *
     * @throws IllegalArgumentException if a line is none of {@link JsonLinesSink}'s
     */
    public TensorBoardSink(Directory directory, List<String> lines, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        this.current = new EventFile(clock.instant());
        // Those of complete epochs were written before the checkpoint that has the lines.
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
            iteration = round.iteration();
            divergence.addAll(round.divergence());
            add(summary(round));
        } else if (event instanceof TrainingEvent.Parameters parameters) {
            add(summary(parameters));
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            iteration = epoch.iteration();
            add(summary(epoch, divergence));
            divergence.clear();
            complete("epoch-%06d".formatted(epoch.epoch()));
        } else if (event instanceof TrainingEvent.Run run) {
            add(summary(run));
            complete("test");
        }
    }

    private static Summary.Builder summary(TrainingEvent.Round round) {
        return new Scalars()
                .with("round/loss", round.loss())
                .with("round/accuracy", round.trainingAccuracy())
                .with("round/examples_per_second", round.examplesPerSecond())
                .with("round/compute_seconds", round.computeSeconds())
                .with("round/averaging_seconds", round.averagingSeconds())
                .with("round/waiting_seconds", round.waitingSeconds())
                .with("round/learning_rate", round.learningRate())
                .summary;
    }

    private static Summary.Builder summary(TrainingEvent.Epoch epoch, List<Double> divergence) {
        Summary.Builder summary = new Scalars()
                .with("training/loss", epoch.loss())
                .with("training/accuracy", epoch.trainingAccuracy())
                .with("training/examples_per_second", epoch.examplesPerSecond())
                .with("validation/loss", epoch.validationLoss())
                .with("validation/accuracy", epoch.validationAccuracy())
                .with("validation/average_loss", epoch.averageValidationLoss())
                .with("validation/average_accuracy", epoch.averageValidationAccuracy())
                .summary;
        if (!divergence.isEmpty()) {
            summary.addValue(EventFile.histogram("replicas/divergence", floats(divergence)));
        }
        return summary;
    }

    private static Summary.Builder summary(TrainingEvent.Run run) {
        return new Scalars().with("test/accuracy", run.testAccuracy()).with("test/loss", run.testLoss()).summary;
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

    /** What is not known is left out. */
    private static final class Scalars {
        private final Summary.Builder summary = Summary.newBuilder();

        Scalars with(String tag, @Nullable Double value) {
            if (value != null) {
                summary.addValue(EventFile.scalar(tag, value));
            }
            return this;
        }
    }

    private void add(Summary.Builder summary) {
        current.add(clock.instant(), iteration, summary.build());
    }

    private void complete(String name) {
        files.put(PREFIX + name, current.bytes());
        current = new EventFile(clock.instant());
    }

    @Override
    public void flush() throws IOException {
        for (Iterator<Map.Entry<String, byte[]>> next = files.entrySet().iterator(); next.hasNext(); ) {
            Map.Entry<String, byte[]> file = next.next();
            directory.write(file.getKey(), file.getValue());
            next.remove();
        }
    }
}
