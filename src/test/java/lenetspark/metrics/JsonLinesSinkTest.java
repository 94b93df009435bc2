package lenetspark.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesSinkTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path run;
    private final Directory directory;

    JsonLinesSinkTest(@TempDir Path temporary) throws IOException {
        run = temporary.resolve("run");
        directory = Directory.at(run.toString(), new Configuration());
    }

    private Path file() {
        return run.resolve("metrics.jsonl");
    }

    private List<String> written(TrainingEvent... events) throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        for (TrainingEvent event : events) {
            sink.accept(event);
        }
        sink.flush();
        return Files.readAllLines(file());
    }

    @Test
    void shouldWriteEveryFieldOfARound() throws IOException {
        assertThat(JSON.readTree(written(Events.ROUND).get(0)))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"event":"round","epoch":2,"round":3,"rounds":8,"iteration":110,"replicas":4,
                                "examples":2560,"loss":0.34567,"averagedBytes":1480944,"trainingAccuracy":0.9123,"examplesPerSecond":12345.6,
                                "computeSeconds":0.25,"averagingSeconds":0.005,"waitingSeconds":0.0625,
                                "learningRate":0.002,"replicaSeconds":[0.25,0.2,0.1812,0.25],"divergence":[0.015625,0.03125]}"""));
    }

    @Test
    void shouldWriteEveryFieldOfAnEpoch() throws IOException {
        assertThat(JSON.readTree(written(Events.EPOCH).get(0)))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"event":"epoch","epoch":2,"epochs":10,"iteration":160,"examples":55000,"loss":0.23456,
                                "trainingAccuracy":0.95,"validationLoss":0.125,"validationAccuracy":0.9712,
                                "examplesPerSecond":4583.333,"seconds":12.0,"computeSeconds":9.0,
                                "averagingSeconds":0.6,"waitingSeconds":2.4}"""));
    }

    @Test
    void shouldWriteEveryFieldOfTheRun() throws IOException {
        assertThat(JSON.readTree(written(Events.RUN).get(0)))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"event":"run","reason":"all epochs trained","epochs":10,"bestEpoch":7,
                                "validationAccuracy":0.991,"testAccuracy":0.9895,"testLoss":0.03125,"seconds":98.5}"""));
    }

    @Test
    void shouldWriteTheFieldsInTheirDocumentedOrder() throws IOException {
        assertThat(written(Events.ROUND, Events.EPOCH, Events.RUN))
                .containsExactly(
                        "{\"event\":\"round\",\"epoch\":2,\"round\":3,\"rounds\":8,\"iteration\":110,\"replicas\":4,\"examples\":2560,"
                                + "\"loss\":0.34567,\"averagedBytes\":1480944,\"trainingAccuracy\":0.9123,\"examplesPerSecond\":12345.6,"
                                + "\"computeSeconds\":0.25,\"averagingSeconds\":0.005,\"waitingSeconds\":0.0625,\"learningRate\":0.002,"
                                + "\"replicaSeconds\":[0.25,0.2,0.1812,0.25],\"divergence\":[0.015625,0.03125]}",
                        "{\"event\":\"epoch\",\"epoch\":2,\"epochs\":10,\"iteration\":160,\"examples\":55000,\"loss\":0.23456,"
                                + "\"trainingAccuracy\":0.95,\"validationLoss\":0.125,\"validationAccuracy\":0.9712,"
                                + "\"examplesPerSecond\":4583.333,\"seconds\":12.0,\"computeSeconds\":9.0,\"averagingSeconds\":0.6,"
                                + "\"waitingSeconds\":2.4}",
                        "{\"event\":\"run\",\"reason\":\"all epochs trained\",\"epochs\":10,\"bestEpoch\":7,\"validationAccuracy\":0.991,"
                                + "\"testAccuracy\":0.9895,\"testLoss\":0.03125,\"seconds\":98.5}");
    }

    @Test
    void shouldOmitUnknownValues() throws IOException {
        assertThat(written(Events.round(1, 1, 2)).get(0)).doesNotContain("trainingAccuracy");
    }

    @Test
    void shouldWriteNaNAndInfinityAsNull() throws IOException {
        TrainingEvent event = new TrainingEvent.Run("stopped", 0, 0, Double.NaN, Double.POSITIVE_INFINITY, 1, 2);

        assertThat(JSON.readTree(written(event).get(0)))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"event":"run","reason":"stopped","epochs":0,"bestEpoch":0,"validationAccuracy":null,
                                "testAccuracy":null,"testLoss":1.0,"seconds":2.0}"""));
    }

    @Test
    void shouldWriteAnEventOnOneLineWhateverItsText() throws IOException {
        TrainingEvent event = new TrainingEvent.Run("two\nlines, \"quoted\", \u00fc", 1, 1, null, 0, 0, 0);

        List<String> lines = written(event, Events.ROUND);

        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).get("reason").asText()).isEqualTo("two\nlines, \"quoted\", \u00fc");
    }

    @Test
    void shouldWriteEventsInOrderOnTerminatedLines() throws IOException {
        List<String> lines = written(Events.ROUND, Events.EPOCH, Events.RUN);

        assertThat(lines)
                .extracting(line -> JSON.readTree(line).get("event").asText())
                .containsExactly("round", "epoch", "run");
        assertThat(Files.readString(file())).endsWith("}\n");
    }

    @Test
    void shouldWriteNothingBeforeTheFirstFlush() throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        sink.accept(Events.ROUND);

        assertThat(file()).doesNotExist();
        sink.flush();
        assertThat(Files.readAllLines(file())).hasSize(1).isEqualTo(sink.lines());
    }

    @Test
    void shouldWriteLaterWhatCouldNotBeWritten() throws IOException {
        Path obstacle = Files.createDirectories(file().resolve("in-the-way"));
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        sink.accept(Events.ROUND);
        assertThatThrownBy(sink::flush).isInstanceOf(IOException.class).hasMessageContaining("metrics.jsonl");

        Files.delete(obstacle);
        Files.delete(file());
        sink.accept(Events.EPOCH);
        sink.flush();

        assertThat(Files.readAllLines(file())).hasSize(2).isEqualTo(sink.lines());
    }

    @Test
    void shouldDiscardLinesWrittenAfterTheCheckpoint() throws IOException {
        List<String> before = written(Events.ROUND, Events.EPOCH, Events.round(3, 1, 8));

        JsonLinesSink sink = new JsonLinesSink(directory, before.subList(0, 2));
        sink.accept(Events.RUN);
        sink.flush();

        List<String> after = Files.readAllLines(file());
        assertThat(after).hasSize(3).startsWith(before.get(0), before.get(1));
        assertThat(after.get(2)).contains("\"event\":\"run\"");
    }

    @Test
    void shouldReplaceAFileWhenNoLinesAreKept() throws IOException {
        written(Events.ROUND, Events.EPOCH);
        new JsonLinesSink(directory, List.of()).flush();

        assertThat(file()).isEmptyFile();
    }

    private void accept(JsonLinesSink sink, TrainingEvent event, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            sink.accept(event);
        }
        sink.flush();
    }

    @Test
    void shouldRewriteTheFileWhenItHasGrownByASixteenth() throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        accept(sink, Events.ROUND, 160);
        accept(sink, Events.ROUND, 9);
        assertThat(Files.readAllLines(file())).hasSize(160);

        accept(sink, Events.ROUND, 1);

        assertThat(Files.readAllLines(file())).hasSize(170);
    }

    @Test
    void shouldRewriteTheFileAfterEveryEpochWhileItIsSmall() throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        accept(sink, Events.ROUND, 100);
        accept(sink, Events.EPOCH, 1);

        assertThat(Files.readAllLines(file())).hasSize(101);
    }

    @Test
    void shouldHaveAllLinesOfALongRunAtItsEnd() throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        accept(sink, Events.ROUND, 5_000);
        accept(sink, Events.EPOCH, 1);
        assertThat(Files.readAllLines(file())).hasSize(5_000);

        accept(sink, Events.RUN, 1);

        assertThat(Files.readAllLines(file())).hasSize(5_002).isEqualTo(sink.lines());
    }

    @Test
    void shouldHaveAllLinesOfARunThatIsClosedEarly() throws IOException {
        JsonLinesSink sink = new JsonLinesSink(directory, List.of());
        accept(sink, Events.ROUND, 100);
        accept(sink, Events.ROUND, 1);
        assertThat(Files.readAllLines(file())).hasSize(100);

        sink.close();

        assertThat(Files.readAllLines(file())).hasSize(101);
    }
}
