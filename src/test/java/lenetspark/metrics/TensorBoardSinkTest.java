package lenetspark.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import lenetspark.metrics.EventFileReader.Event;
import lenetspark.storage.Directory;
import lenetspark.training.round.RoundStatistics;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;

class TensorBoardSinkTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.5Z");

    private final Path run;
    private final Directory directory;

    TensorBoardSinkTest(@TempDir Path run) throws IOException {
        this.run = run;
        this.directory = Directory.at(run.toString(), new Configuration());
    }

    private TensorBoardSink sink(String... lines) {
        return new TensorBoardSink(directory, List.of(lines), () -> NOW);
    }

    private static TrainingEvent.Round round(int epoch, int round, int iteration) {
        return new TrainingEvent.Round(new RoundStatistics(
                epoch, round, 2, iteration, 3, 64, 0.25, 1000, null, 10, 1, 2, 3, 0.002, List.of(1.0), List.of(0.25)));
    }

    private static TrainingEvent.Epoch epoch(int epoch, int iteration) {
        return new TrainingEvent.Epoch(epoch, 2, iteration, 128, 0.5, 0.75, 0.125, 0.875, null, null, 10, 12, 2, 4, 6);
    }

    private List<Event> events(String file) throws IOException {
        List<Event> events = EventFileReader.read(Files.readAllBytes(run.resolve("events.out.tfevents." + file)));
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events).allMatch(event -> event.wallTime() == NOW.toEpochMilli() / 1e3);
        return events.subList(1, events.size());
    }

    private static Summary.Value find(Event event, String tag) {
        return event.values().stream()
                .filter(value -> value.getTag().equals(tag))
                .findFirst()
                .orElseThrow();
    }

    private static float value(Event event, String tag) {
        return find(event, tag).getSimpleValue();
    }

    private static HistogramProto histogram(Event event, String tag) {
        return find(event, tag).getHisto();
    }

    /** Length 24 and its checksum: the first twelve bytes of every event file of TensorFlow. */
    @Test
    void shouldBeginLikeTheFilesOfTensorFlow() throws IOException {
        TensorBoardSink sink = sink();
        sink.accept(epoch(1, 5));
        sink.flush();

        byte[] file = Files.readAllBytes(run.resolve("events.out.tfevents.epoch-000001"));
        assertThat(HexFormat.of().formatHex(Arrays.copyOf(file, 12))).isEqualTo("1800000000000000" + "a37f4b22");
    }

    @Test
    void shouldWriteAnEpochWhenItIsCompleteAndTheTestAtTheEnd() throws IOException {
        TensorBoardSink sink = sink();
        sink.accept(round(1, 1, 3));
        sink.flush();
        assertThat(run).isEmptyDirectory();

        sink.accept(round(1, 2, 6));
        sink.accept(epoch(1, 6));
        sink.accept(round(2, 1, 9));
        sink.flush();
        assertThat(directory.list()).containsExactly("events.out.tfevents.epoch-000001");
        List<Event> events = events("epoch-000001");
        assertThat(events).extracting(Event::step).containsExactly(3L, 6L, 6L);
        assertThat(value(events.get(0), "round/loss")).isEqualTo(0.25f);
        assertThat(value(events.get(0), "round/waiting_seconds")).isEqualTo(3);
        assertThat(value(events.get(0), "round/learning_rate")).isEqualTo(0.002f);
        assertThat(events.get(0).values()).noneMatch(value -> value.getTag().equals("round/accuracy"));
        assertThat(value(events.get(2), "training/accuracy")).isEqualTo(0.75f);
        assertThat(value(events.get(2), "validation/accuracy")).isEqualTo(0.875f);
        HistogramProto divergence = histogram(events.get(2), "replicas/divergence");
        assertThat(divergence.getNum()).isEqualTo(2);
        assertThat(divergence.getMax()).isEqualTo(0.25);

        sink.accept(new TrainingEvent.Run("all epochs trained", 2, 1, 0.9, 0.95, 0.1, 3));
        sink.flush();
        assertThat(value(events("test").get(1), "test/accuracy")).isEqualTo(0.95f);
    }

    @Test
    void shouldWriteHistogramsOfTheParameters() throws IOException {
        TensorBoardSink sink = sink();
        sink.accept(new TrainingEvent.Parameters(
                Map.of("c1/W", new float[] {-1, 0, 0.1f, 1, 1}, "c1/b", new float[] {2, 2})));
        sink.accept(epoch(1, 5));
        sink.flush();

        Event event = events("epoch-000001").get(0);
        HistogramProto weights = histogram(event, "c1/W");
        assertThat(weights.getMin()).isEqualTo(-1);
        assertThat(weights.getMax()).isEqualTo(1);
        assertThat(weights.getNum()).isEqualTo(5);
        assertThat(weights.getSum()).isCloseTo(1.1, within(1e-6));
        assertThat(weights.getSumSquares()).isCloseTo(3.01, within(1e-6));
        assertThat(weights.getBucketCount()).isEqualTo(weights.getBucketLimitCount());
        assertThat(weights.getBucketList().stream().mapToDouble(count -> count).sum())
                .isEqualTo(5);
        assertThat(weights.getBucket(0)).isEqualTo(1);
        assertThat(weights.getBucket(weights.getBucketCount() - 1)).isEqualTo(2);
        assertThat(weights.getBucketLimit(weights.getBucketCount() - 1)).isEqualTo(1);
        assertThat(histogram(event, "c1/b").getBucket(0)).isEqualTo(2);
    }

    @Test
    void shouldContinueInTheEpochThatADeadRunDidNotComplete() throws IOException {
        JsonLinesSink lines = new JsonLinesSink(directory, List.of());
        lines.accept(round(1, 1, 3));
        lines.accept(round(1, 2, 6));
        lines.accept(epoch(1, 6));
        lines.accept(round(2, 1, 9));

        TensorBoardSink sink = sink(lines.lines().toArray(String[]::new));
        sink.accept(round(2, 2, 12));
        sink.accept(epoch(2, 12));
        sink.flush();

        assertThat(directory.list()).containsExactly("events.out.tfevents.epoch-000002");
        List<Event> events = events("epoch-000002");
        assertThat(events).extracting(Event::step).containsExactly(9L, 12L, 12L);
        assertThat(histogram(events.get(2), "replicas/divergence").getNum()).isEqualTo(2);
    }

    @Test
    void shouldRetryWhatCouldNotBeWritten() throws IOException {
        Path inTheWay = Files.createDirectory(run.resolve("events.out.tfevents.epoch-000001"));
        TensorBoardSink sink = sink();
        sink.accept(epoch(1, 5));
        assertThatThrownBy(sink::flush).isInstanceOf(IOException.class);

        Files.delete(inTheWay);
        sink.flush();

        assertThat(events("epoch-000001")).hasSize(1);
    }
}
