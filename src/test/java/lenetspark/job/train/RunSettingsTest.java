package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lenetspark.config.InputFormat;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.data.FileDigest;
import lenetspark.recipe.TrainingFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

class RunSettingsTest {

    /** Options for locations, outputs and stopping, which do not affect the bits of the model. */
    private static final Set<String> UNDECISIVE = Set.of(
            "data",
            "output",
            "resume",
            "overwrite",
            "checkpoint-every-rounds",
            "keep-last",
            "early-stopping-patience",
            "early-stopping-metric",
            "early-stopping-min-delta",
            "target-accuracy",
            "max-time",
            "report",
            "tensorboard",
            "mlflow-uri",
            "mlflow-experiment");

    /** Another value for each option that determines the result; the first argument is that option. */
    static Stream<List<String>> decisive() {
        return Stream.of(
                List.of("data-format=parquet"),
                List.of("column=pixels", "data-format=parquet"),
                List.of("label-column=digit", "data-format=parquet"),
                List.of("transposed=true"),
                List.of("classes=7"),
                List.of("validation-size=7"),
                List.of("input-scaling=unit"),
                List.of("augment=shift"),
                List.of("augment-strength=0.5", "augment=shift"),
                List.of("epochs=7"),
                List.of("batch-size=7"),
                List.of("averaging-frequency=7"),
                List.of("replicas=7"),
                List.of("averaging=nesterov"),
                List.of("averaging-warmup-rounds=7"),
                List.of("aggregation-depth=2"),
                List.of("outer-momentum=0.7", "averaging=nesterov"),
                List.of("outer-learning-rate=0.7", "averaging=nesterov"),
                List.of("engine=dl4j"),
                List.of("seed=7"),
                List.of("activation=relu"),
                List.of("pooling=max"),
                List.of("updater=sgd"),
                List.of("learning-rate=0.7"),
                List.of("momentum=0.7", "updater=nesterovs"),
                List.of("schedule=constant"),
                List.of("warmup-epochs=7.5"),
                List.of("step-epochs=7", "schedule=step"),
                List.of("step-factor=0.7", "schedule=step"),
                List.of("l2=0.7"),
                List.of("label-smoothing=0.7"),
                List.of("dropout=0.7"),
                List.of("ema-decay=0.7"));
    }

    @Test
    void shouldClassifyEveryOptionByWhetherItDeterminesTheResult() {
        List<String> known = new ArrayList<>(UNDECISIVE);
        decisive().forEach(arguments -> known.add(name(arguments)));

        assertThat(known)
                .containsExactlyInAnyOrderElementsOf(Options.of(TrainConfig.class).spec().options().stream()
                        .map(OptionSpec::longestName)
                        .map(option -> option.substring(2))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("decisive")
    void shouldContainTheEffectiveValueOfEveryOptionThatDeterminesTheResult(List<String> arguments) {
        String option = name(arguments);
        Map<String, String> before = resumable(List.of());
        Map<String, String> after = resumable(arguments);

        assertThat(after).containsEntry(option, arguments.get(0).replaceFirst(".*=", ""));
        assertThat(before).containsKey(option);
        assertThat(before.get(option)).isNotEqualTo(after.get(option));
        assertThat(RunSettings.of(config(arguments))).containsAllEntriesOf(withoutData(after));
    }

    @Test
    void shouldNotContainOptionsThatDoNotAffectTheModel() {
        assertThat(resumable(List.of("keep-last=7", "max-time=1h", "tensorboard=false")))
                .isEqualTo(resumable(List.of()))
                .doesNotContainKeys(UNDECISIVE.toArray(String[]::new));
    }

    @Test
    void shouldContainTheDigestsOfTheData() {
        assertThat(resumable(List.of())).containsEntry("train", "the content");
    }

    private static String name(List<String> arguments) {
        return arguments.get(0).replaceFirst("=.*", "");
    }

    private static Map<String, String> resumable(List<String> arguments) {
        return RunSettings.resumable(
                config(arguments), Map.of("train", new FileDigest("train", 1, "it", "the content")));
    }

    private static Map<String, String> withoutData(Map<String, String> settings) {
        Map<String, String> options = new HashMap<>(settings);
        options.remove("train");
        return options;
    }

    /** Returns a configuration for IDX files of ten classes and two replicas, unless the options differ. */
    private static TrainConfig config(List<String> arguments) {
        TrainConfig config = Options.parse(
                TrainConfig.class,
                arguments.stream().map(argument -> "--" + argument).toArray(String[]::new));
        return TrainingFactory.resolve(
                config,
                config.dataFormat().format().orElse(InputFormat.IDX),
                config.classes().orElse(10),
                2,
                Map.of());
    }
}
