package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code evaluate} on the model of a run. */
class EvaluateJobIT {

    private static RunFiles run;

    private final Path directory;

    EvaluateJobIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        run = SampleRun.train(runs.resolve("run"));
    }

    @Test
    void shouldReproduceTheTestResultsOfTraining() throws IOException {
        CommandRun evaluated = evaluate("--output=" + directory.resolve("new/evaluation"));

        JsonNode trained = run.json("evaluation.json");
        JsonNode again = new RunFiles(directory.resolve("new/evaluation")).json("evaluation.json");
        assertThat(again.get("model").asText())
                .isEqualTo(run.root().resolve("model/lenet.zip").toString());
        assertThat(exact(again)).isEqualTo(exact(trained));
        // A sum over other partitions.
        assertThat(again.get("loss").asDouble()).isEqualTo(trained.get("loss").asDouble(), within(1e-12));
        assertThat(evaluated.out())
                .containsExactly(
                        found(trained), "wrote file:" + directory.resolve("new/evaluation") + "/evaluation.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simd", "dl4j"})
    void shouldPrintTheAccuracyAloneWithoutAnOutput(String engine) throws IOException {
        CommandRun evaluated = evaluate("--engine=" + engine);

        assertThat(evaluated.out()).containsExactly(found(run.json("evaluation.json")));
        assertThat(new RunFiles(directory).names()).isEmpty();
    }

    @Test
    void shouldEvaluateACheckpoint() {
        CommandRun evaluated = CommandRun.of(
                "evaluate",
                "--model",
                run.root()
                        .resolve("checkpoints/epoch-0001-round-0000/model.zip")
                        .toString(),
                "--data",
                SampleRun.DATA.toString());

        assertThat(evaluated.err()).isEmpty();
        assertThat(evaluated.out()).singleElement().asString().startsWith("test accuracy ");
    }

    private static CommandRun evaluate(String option) {
        CommandRun evaluated = CommandRun.of(
                "evaluate",
                "--model",
                run.root().resolve("model/lenet.zip").toString(),
                "--data",
                SampleRun.DATA.toString(),
                option);
        assertThat(evaluated.err()).isEmpty();
        assertThat(evaluated.exitCode()).isZero();
        return evaluated;
    }

    private static String found(JsonNode evaluation) {
        double accuracy = evaluation.get("accuracy").asDouble();
        return String.format(
                Locale.ROOT,
                "test accuracy %.2f %% (%d of 500), loss %.4f",
                100 * accuracy,
                Math.round(500 * accuracy),
                evaluation.get("loss").asDouble());
    }

    private static JsonNode exact(JsonNode evaluation) {
        return ((ObjectNode) evaluation.deepCopy()).without(List.of("model", "loss"));
    }
}
