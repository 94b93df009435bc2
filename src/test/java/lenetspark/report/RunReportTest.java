package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import lenetspark.storage.Directory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final Path directory;

    RunReportTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static JsonNode data(Directory run, RunState state) {
        return new RunReport(RecordedRun.read(run), state, NOW).data();
    }

    @Test
    void shouldShowTheProgressOfATrainingRun() throws IOException {
        JsonNode data = data(RunDirectories.training(directory.resolve("mine"), 3), RunState.RUNNING);

        assertThat(data.get("running").asBoolean()).isTrue();
        assertThat(data.get("name").asText()).isEqualTo("mine");
        assertThat(data.get("written").asText()).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(data.at("/record/configuration/activation").asText()).isEqualTo("tanh");
        assertThat(data.at("/rounds/loss")).hasToString("[1.0,0.5,0.333333]");
        assertThat(data.at("/rounds/learningRate/0").asDouble()).isEqualTo(0.002);
        assertThat(data.at("/epochs/validationAccuracy")).hasToString("[0.9]");
        assertThat(data.at("/replicas/count").asInt()).isEqualTo(2);
        assertThat(data.at("/replicas/1")).hasToString("[0.05,0.05,0.05]");
        assertThat(data.has("evaluation")).isFalse();
        assertThat(data.has("convolutions")).isFalse();
        assertThat(data.get("notes")).isEmpty();
    }

    @Test
    void shouldShowTestSetAndNetworkOfAnEvaluatedRun() throws IOException {
        JsonNode data = data(RunDirectories.tested(directory), RunState.RUNNING);

        assertThat(data.get("running").asBoolean()).isFalse();
        assertThat(data.at("/evaluation/mostConfidentlyWrong/0/image").asText()).isEqualTo("AAA=");
        assertThat(data.get("evaluation").has("misclassified")).isFalse();
        assertThat(data.at("/convolutions/activation").asText()).isEqualTo("relu");
        assertThat(data.at("/convolutions/pooling").asText()).isEqualTo("max");
        assertThat(data.at("/convolutions/black").asDouble()).isEqualTo(-0.5);
        assertThat(data.at("/convolutions/white").asDouble()).isEqualTo(2.5);
    }

    @Test
    void shouldContainTheParametersOfTheFirstLayersInFlatOrder() throws IOException {
        JsonNode data = data(RunDirectories.tested(directory), RunState.ENDED);

        float[] parameters = RunDirectories.network().params().data().asFloat();
        byte[] bytes =
                Base64.getDecoder().decode(data.at("/convolutions/parameters").asText());
        float[] shown = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(shown);
        assertThat(shown).hasSize(156 + 2_416).isEqualTo(Arrays.copyOf(parameters, shown.length));
    }

    @Test
    void shouldReportDamagedLines() throws IOException {
        Directory run = RunDirectories.training(directory, 1);
        Files.writeString(directory.resolve("metrics.jsonl"), "{");

        assertThat(data(run, RunState.ENDED).at("/notes/0").asText())
                .isEqualTo("file:" + directory + "/metrics.jsonl: line 1 is damaged and skipped");
    }

    @Test
    void shouldLimitTheSizeForLongRuns() throws IOException {
        StringBuilder lines = new StringBuilder();
        String replicas = "0.1234,".repeat(199) + "0.1234";
        for (int epoch = 1; epoch <= 600; epoch++) {
            for (int round = 1; round <= 10; round++) {
                lines.append(RunDirectories.round(epoch, round, 10).replace("0.1,0.05", replicas));
            }
            lines.append(RunDirectories.epoch(epoch));
        }
        RunDirectories.tested(directory);
        Files.writeString(directory.resolve("metrics.jsonl"), lines);

        new RunReport(RecordedRun.read(RunDirectories.at(directory)), RunState.ENDED, NOW)
                .writeTo(RunDirectories.at(directory.resolve("report")), RunReport.page());

        assertThat(Files.size(directory.resolve("report/index.html"))).isLessThan(1_000_000L);
        assertThat(Files.size(directory.resolve("report/draw.html"))).isBetween(330_000L, 400_000L);
    }
}
