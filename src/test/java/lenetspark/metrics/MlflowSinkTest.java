package lenetspark.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlflowSinkTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final MlflowServer server;

    MlflowSinkTest() throws IOException {
        server = new MlflowServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MlflowSink sink(boolean resumed) {
        return sink(resumed, 1_000);
    }

    private MlflowSink sink(boolean resumed, int mostUnsent) {
        return sink(resumed, mostUnsent, Map.of());
    }

    private MlflowSink sink(boolean resumed, int mostUnsent, Map<String, String> environment) {
        return new MlflowSink(
                server.uri(),
                new MlflowSink.Description(
                        "digits",
                        "file:/runs/a",
                        resumed,
                        Map.of("seed", "42"),
                        Map.of("mlflow.source.name", "LeNetJob")),
                () -> NOW,
                warnings::add,
                mostUnsent,
                environment);
    }

    private List<JsonNode> metrics(String run) {
        return server.bodies("runs/log-batch").stream()
                .filter(batch -> batch.get("run_id").asText().equals(run))
                .flatMap(batch -> batch.path("metrics").findParents("key").stream())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "MLFLOW_TRACKING_USERNAME=ann MLFLOW_TRACKING_PASSWORD=secret, Basic YW5uOnNlY3JldA==",
        "MLFLOW_TRACKING_TOKEN=abc, Bearer abc",
        "OTHER=x, "
    })
    void shouldSendTheCredentialsOfTheEnvironment(String variables, @Nullable String authorization) {
        Map<String, String> environment = Stream.of(variables.split(" "))
                .map(variable -> variable.split("="))
                .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1]));

        try (MlflowSink sink = sink(false, 1_000, environment)) {
            sink.accept(Events.ROUND);
            sink.flush();
        }

        assertThat(server.requests())
                .isNotEmpty()
                .extracting(MlflowServer.Request::authorization)
                .containsOnly(authorization);
    }

    @Test
    void shouldLogTheRun() {
        try (MlflowSink sink = sink(false)) {
            sink.accept(Events.ROUND);
            sink.accept(Events.EPOCH);
            sink.flush();
            sink.accept(Events.RUN);
        }

        JsonNode created = server.bodies("runs/create").get(0);
        assertThat(created.get("experiment_id").asText()).isEqualTo("7");
        assertThat(created.get("run_name").asText()).isEqualTo("a");
        assertThat(created.get("tags"))
                .extracting(
                        tag -> tag.get("key").asText(), tag -> tag.get("value").asText())
                .containsExactlyInAnyOrder(tuple("lenet.run", "file:/runs/a"), tuple("mlflow.source.name", "LeNetJob"));
        assertThat(server.bodies("runs/log-batch").get(0).get("params"))
                .extracting(param -> param.get("key").asText(), param -> param.get("value")
                        .asText())
                .containsExactly(tuple("seed", "42"));
        assertThat(metrics("new"))
                .extracting(
                        metric -> metric.get("key").asText(),
                        metric -> metric.get("value").asDouble(),
                        metric -> metric.get("step").asLong())
                .contains(
                        tuple("round/loss", 0.34567, 110L),
                        tuple("validation/accuracy", 0.9712, 160L),
                        tuple("test/accuracy", 0.9895, 160L))
                .doesNotHaveDuplicates();
        assertThat(server.bodies("runs/update"))
                .extracting(end -> end.get("status").asText())
                .containsExactly("FINISHED");
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldContinueTheExistingRunOnResume() {
        server.knowsRun();
        try (MlflowSink sink = sink(true)) {
            sink.accept(Events.EPOCH);
        }

        assertThat(server.bodies("runs/search").get(0).get("filter").asText())
                .isEqualTo("tags.`lenet.run` = 'file:/runs/a'");
        assertThat(server.bodies("runs/create")).isEmpty();
        assertThat(metrics("known")).isNotEmpty();
    }

    @Test
    void shouldCreateARunOnResumeWhenTheServerHasNone() {
        try (MlflowSink sink = sink(true)) {
            sink.accept(Events.EPOCH);
        }

        assertThat(server.bodies("runs/create")).hasSize(1);
        assertThat(metrics("new")).isNotEmpty();
    }

    @Test
    void shouldSetTheStatusOfFailedAndInterruptedRuns() {
        try (MlflowSink failed = sink(false)) {
            failed.accept(Events.ROUND);
        }
        try (MlflowSink interrupted = sink(false)) {
            interrupted.markInterrupted();
        }

        assertThat(server.bodies("runs/update"))
                .extracting(end -> end.get("status").asText())
                .containsExactly("FAILED", "KILLED");
    }

    @Test
    void shouldRetryMetricsThatTheServerDidNotAcceptAndWarnOnce() {
        server.failing(true);
        try (MlflowSink sink = sink(false)) {
            sink.accept(Events.ROUND);
            sink.flush();
            sink.accept(Events.EPOCH);
            sink.flush();
            while (warnings.isEmpty()) {
                Thread.onSpinWait();
            }
            server.failing(false);
            sink.accept(Events.RUN);
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("MLflow logging failed, retrying at every checkpoint: ")
                .contains("500");
        assertThat(metrics("new"))
                .extracting(metric -> metric.get("key").asText())
                .contains("round/loss", "training/loss", "test/loss")
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldDropTheOldestMetricsWhenTheServerIsUnavailableForLong() {
        server.failing(true);
        try (MlflowSink sink = sink(false, 40)) {
            for (int i = 1; i <= 500; i++) {
                sink.accept(Events.roundAt(i));
                sink.flush();
            }
            while (warnings.size() < 2) {
                Thread.onSpinWait();
            }
            server.failing(false);
        }

        assertThat(warnings)
                .hasSize(2)
                .contains("The MLflow server has not accepted 40 metrics: dropping the oldest, which the run on the"
                        + " server will lack; metrics.jsonl has all metrics")
                .anyMatch(line -> line.startsWith("MLflow logging failed"));
        assertThat(metrics("new")).hasSizeLessThanOrEqualTo(40);
        assertThat(metrics("new").stream()
                        .filter(metric -> metric.get("key").asText().equals("round/loss"))
                        .map(metric -> metric.get("step").asInt()))
                .endsWith(498, 499, 500)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void shouldNotFailWithoutAServer() {
        server.close();
        MlflowSink sink = sink(false);
        sink.accept(Events.ROUND);
        sink.flush();
        sink.close();

        assertThat(warnings).singleElement().asString().contains("MLflow logging failed");
    }
}
