package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lenetspark.job.CommandRun;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.model.ModelArchive;
import lenetspark.training.replica.ModelState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All options of the recipe together: randomness is a function of the seed, and the state between rounds survives a resume. */
class RecipeIT {

    /** Ten steps for each epoch: in the first epoch seven rounds of one step and two more, in the second epoch five rounds. */
    private static final String[] RECIPE = {
        "--augment=elastic",
        "--dropout=0.2",
        "--label-smoothing=0.05",
        "--ema-decay=0.9",
        "--averaging=nesterov",
        "--outer-learning-rate=0.7",
        "--averaging-warmup-rounds=7",
        "--activation=scaled-tanh",
        "--schedule=cosine",
        "--checkpoint-every-rounds=1",
        "--keep-last=100"
    };

    private static RunFiles whole;

    private final Path directory;

    RecipeIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        whole = SampleRun.train(runs.resolve("whole"), RECIPE);
    }

    private static String[] recipe(String... more) {
        return Stream.of(RECIPE, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void shouldAverageAfterEveryMinibatchAtFirst() throws IOException {
        List<JsonNode> rounds = whole.metrics().stream()
                .filter(event -> event.get("event").asText().equals("round"))
                .toList();

        assertThat(rounds)
                .extracting(round -> round.get("iteration").asInt())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 14, 16, 18, 20);
        assertThat(rounds)
                .allSatisfy(
                        round -> assertThat(round.get("averagedBytes").asLong()).isEqualTo(3 * 3 * 4 * 61_706L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[4]"})
    void shouldTrainTheSameModelOnAnyNumberOfCores(String master) throws IOException {
        RunFiles again = new RunFiles(directory.resolve("again"));

        assertThat(CommandRun.on(master, SampleRun.arguments(again.root(), RECIPE))
                        .exitCode())
                .isZero();

        assertThat(again.sha256("model/lenet.zip")).isEqualTo(whole.sha256("model/lenet.zip"));
        assertThat(again.timelessMetrics()).isEqualTo(whole.timelessMetrics());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epoch-0000-round-0001",
                "epoch-0000-round-0007",
                "epoch-0001-round-0000",
                "epoch-0001-round-0003",
                "epoch-0002-round-0000"
            })
    void shouldResumeToTheSameBytes(String last) throws IOException {
        RunFiles run = whole.copyTo(directory.resolve("run"));
        run.loseEverythingAfter(last);

        SampleRun.train(run.root(), recipe("--resume=true"));

        assertThat(run.names()).isEqualTo(whole.names());
        for (String name : whole.names()) {
            if (name.endsWith(".zip") || name.equals("evaluation.json")) {
                assertThat(run.sha256(name)).as(name).isEqualTo(whole.sha256(name));
            }
        }
        assertThat(run.timelessMetrics()).isEqualTo(whole.timelessMetrics());
    }

    @Test
    void shouldUseTheMovingAverageAsTheModelWithoutAValidationSet() throws IOException {
        RunFiles run = SampleRun.train(directory.resolve("run"), recipe("--validation-size=0"));

        ModelArchive last = ModelArchive.read(run.bytes("checkpoints/epoch-0002-round-0000/model.zip"));
        float[] model = ModelState.of(
                        ModelArchive.read(run.bytes("model/lenet.zip")).network())
                .parameters();
        assertThat(model)
                .isEqualTo(last.vectors().get(ModelArchive.MOVING_AVERAGE))
                .isNotEqualTo(ModelState.of(last.network()).parameters());
        assertThat(run.json("checkpoints/epoch-0002-round-0000/state.json").at("/progress/best/ofAverage"))
                .hasToString("true");
        assertThat(ModelArchive.read(run.bytes("model/lenet.zip")).vectors()).isEmpty();
    }

    @Test
    void shouldUseTheBetterOfParametersAndMovingAverageAsTheModel() throws IOException {
        JsonNode best =
                whole.json("checkpoints/epoch-0002-round-0000/state.json").at("/progress/best");
        double highest = whole.metrics().stream()
                .filter(event -> event.get("event").asText().equals("epoch"))
                .flatMap(epoch -> Stream.of(epoch.get("validationAccuracy"), epoch.get("averageValidationAccuracy")))
                .mapToDouble(JsonNode::asDouble)
                .max()
                .orElseThrow();

        assertThat(best.get("accuracy").asDouble()).isEqualTo(highest);
        ModelArchive checkpoint = ModelArchive.read(
                whole.bytes("checkpoints/" + best.get("checkpoint").asText() + "/model.zip"));
        float[] expected = best.get("ofAverage").asBoolean()
                ? checkpoint.vectors().get(ModelArchive.MOVING_AVERAGE)
                : ModelState.of(checkpoint.network()).parameters();
        assertThat(ModelState.of(ModelArchive.read(whole.bytes("model/lenet.zip"))
                                .network())
                        .parameters())
                .isEqualTo(expected);
    }
}
