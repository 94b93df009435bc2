package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lenetspark.config.AugmentConfig;
import lenetspark.config.AugmentConfig.Augment;
import lenetspark.config.AveragingConfig;
import lenetspark.config.AveragingConfig.Averaging;
import lenetspark.config.CheckpointConfig;
import lenetspark.config.ConfigException;
import lenetspark.config.DataFormat;
import lenetspark.config.Engine;
import lenetspark.config.EvaluateConfig;
import lenetspark.config.InputFormat;
import lenetspark.config.NetworkConfig;
import lenetspark.config.NetworkConfig.ActivationFunction;
import lenetspark.config.NetworkConfig.PoolingFunction;
import lenetspark.config.OptimizerConfig;
import lenetspark.config.OptimizerConfig.Updater;
import lenetspark.config.OutputMode;
import lenetspark.config.ScheduleConfig;
import lenetspark.config.ScheduleConfig.Schedule;
import lenetspark.config.StoppingConfig;
import lenetspark.config.TrackingConfig;
import lenetspark.config.TrainConfig;
import lenetspark.config.TrainConfig.InputScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class OptionsTest {

    private static final DataFormat DETECTED =
            new DataFormat(Optional.empty(), Optional.empty(), Optional.empty(), false);

    @Test
    void shouldHaveTheDocumentedDefaults() {
        assertThat(Options.parse(TrainConfig.class))
                .isEqualTo(new TrainConfig(
                        "datasets/mnist",
                        DETECTED,
                        OptionalInt.empty(),
                        Optional.empty(),
                        false,
                        false,
                        5000,
                        InputScaling.STANDARD,
                        new AugmentConfig(Augment.NONE, 1),
                        10,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        new AveragingConfig(Averaging.WEIGHTED, OptionalInt.empty(), 0, OptionalInt.empty(), 0.5, 1),
                        Optional.empty(),
                        42,
                        new NetworkConfig(ActivationFunction.TANH, PoolingFunction.AVERAGE),
                        new OptimizerConfig(
                                Updater.ADAM,
                                OptionalDouble.empty(),
                                0.9,
                                new ScheduleConfig(Schedule.COSINE, OptionalDouble.empty(), 5, 0.5),
                                0,
                                0,
                                0,
                                0),
                        new CheckpointConfig(OptionalInt.empty(), 3),
                        new StoppingConfig(
                                OptionalInt.empty(),
                                StoppingConfig.Metric.ACCURACY,
                                0,
                                OptionalDouble.empty(),
                                Optional.empty()),
                        new TrackingConfig(true, true, Optional.empty(), "lenet-spark")));
        assertThat(Options.parse(TrainConfig.class).engine()).isEqualTo(Engine.SIMD);
    }

    static Stream<Arguments> valid() {
        return Stream.of(
                valid("--data hdfs://nn:8020/mnist", TrainConfig::data, "hdfs://nn:8020/mnist"),
                valid("--data abfss://container@account/mnist", TrainConfig::data, "abfss://container@account/mnist"),
                valid("--data b@c/mnist:1@2", TrainConfig::data, "b@c/mnist:1@2"),
                valid("--data @local", TrainConfig::data, "@local"),
                valid("--data ${user.home}", TrainConfig::data, "${user.home}"),
                valid("--data-format images", c -> c.dataFormat().format(), Optional.of(InputFormat.IMAGES)),
                valid("--column pixels", c -> c.dataFormat().column(), Optional.of("pixels")),
                valid(
                        "--data-format parquet --label-column digit",
                        c -> c.dataFormat().labelColumn(),
                        Optional.of("digit")),
                valid("--transposed", c -> c.dataFormat().transposed(), true),
                valid("--data-format idx --transposed", c -> c.dataFormat().transposed(), true),
                valid("--classes 2", TrainConfig::classes, OptionalInt.of(2)),
                valid("--classes 1000", TrainConfig::classes, OptionalInt.of(1000)),
                valid("--output s3a://b/run", TrainConfig::output, Optional.of("s3a://b/run")),
                valid("--output r --resume", TrainConfig::outputMode, OutputMode.RESUME),
                valid("--output r --overwrite", TrainConfig::outputMode, OutputMode.OVERWRITE),
                valid("--output r --overwrite=false", TrainConfig::outputMode, OutputMode.NEW),
                valid("--validation-size 0", TrainConfig::validationSize, 0),
                valid("--input-scaling unit", TrainConfig::inputScaling, InputScaling.UNIT),
                valid("--epochs 1", TrainConfig::epochs, 1),
                valid("--epochs=1000000", TrainConfig::epochs, 1_000_000),
                valid("--batch-size 1", TrainConfig::batchSize, OptionalInt.of(1)),
                valid("--batch-size 65536", TrainConfig::batchSize, OptionalInt.of(65_536)),
                valid("--batch-size auto", TrainConfig::batchSize, OptionalInt.empty()),
                valid("--averaging-frequency 1", c -> c.averaging().frequency(), OptionalInt.of(1)),
                valid(
                        "--averaging-frequency 2147483647",
                        c -> c.averaging().frequency(),
                        OptionalInt.of(Integer.MAX_VALUE)),
                valid("--replicas 1", TrainConfig::replicas, OptionalInt.of(1)),
                valid("--replicas 100000", TrainConfig::replicas, OptionalInt.of(100_000)),
                valid("--averaging weighted", c -> c.averaging().rule(), Averaging.WEIGHTED),
                valid("--averaging dl4j", c -> c.averaging().rule(), Averaging.DL4J),
                valid("--averaging nesterov", c -> c.averaging().rule(), Averaging.NESTEROV),
                valid("--averaging-warmup-rounds 0", c -> c.averaging().warmupRounds(), 0),
                valid("--averaging-warmup-rounds 100", c -> c.averaging().warmupRounds(), 100),
                valid("--aggregation-depth 1", c -> c.averaging().aggregationDepth(), OptionalInt.of(1)),
                valid("--aggregation-depth 2", c -> c.averaging().aggregationDepth(), OptionalInt.of(2)),
                valid(
                        "--averaging nesterov --outer-momentum 0",
                        c -> c.averaging().outerMomentum(),
                        0.0),
                valid(
                        "--averaging nesterov --outer-learning-rate 0.7",
                        c -> c.averaging().outerLearningRate(),
                        0.7),
                valid("--augment none", c -> c.augment().augment(), Augment.NONE),
                valid("--augment shift", c -> c.augment().augment(), Augment.SHIFT),
                valid(
                        "--augment affine --augment-strength 0.5",
                        c -> c.augment().strength(),
                        0.5),
                valid(
                        "--augment elastic --augment-strength 2",
                        c -> c.augment(),
                        new AugmentConfig(Augment.ELASTIC, 2)),
                valid("--label-smoothing 0", c -> c.optimizer().labelSmoothing(), 0.0),
                valid("--label-smoothing 0.1", c -> c.optimizer().labelSmoothing(), 0.1),
                valid("--dropout 0.5", c -> c.optimizer().dropout(), 0.5),
                valid("--ema-decay 0.999", c -> c.optimizer().emaDecay(), 0.999),
                valid("--averaging dl4j", TrainConfig::engine, Engine.DL4J),
                valid("--averaging dl4j --engine dl4j", TrainConfig::engine, Engine.DL4J),
                valid("--engine simd", TrainConfig::engine, Engine.SIMD),
                valid("--engine dl4j", c -> c.averaging().rule(), Averaging.WEIGHTED),
                valid("--seed -9223372036854775808", TrainConfig::seed, Long.MIN_VALUE),
                valid("--seed 9223372036854775807", TrainConfig::seed, Long.MAX_VALUE),
                valid("--activation scaled-tanh", c -> c.network().activation(), ActivationFunction.SCALED_TANH),
                valid("--activation relu", c -> c.network().activation(), ActivationFunction.RELU),
                valid("--pooling max", c -> c.network().pooling(), PoolingFunction.MAX),
                valid("--updater sgd", c -> c.optimizer().updater(), Updater.SGD),
                valid("--learning-rate 1e-5", c -> c.optimizer().learningRate(), OptionalDouble.of(1e-5)),
                valid("--learning-rate auto", c -> c.optimizer().learningRate(), OptionalDouble.empty()),
                valid("--updater nesterovs --momentum 0", c -> c.optimizer().momentum(), 0.0),
                valid("--updater nesterovs --momentum 0.99", c -> c.optimizer().momentum(), 0.99),
                valid("--schedule constant", c -> c.optimizer().schedule().schedule(), Schedule.CONSTANT),
                valid(
                        "--schedule cosine --warmup-epochs 0.5",
                        c -> c.optimizer().schedule().warmupEpochs(),
                        OptionalDouble.of(0.5)),
                valid(
                        "--schedule step --step-epochs 3",
                        c -> c.optimizer().schedule().stepEpochs(),
                        3),
                valid(
                        "--schedule step --step-factor 0.1",
                        c -> c.optimizer().schedule().stepFactor(),
                        0.1),
                valid("--l2 0.0005", c -> c.optimizer().l2(), 0.0005),
                valid("--checkpoint-every-rounds 1", c -> c.checkpoint().everyRounds(), OptionalInt.of(1)),
                valid("--keep-last 1", c -> c.checkpoint().keepLast(), 1),
                valid("--report=false", c -> c.tracking().report(), false),
                valid("--tensorboard=false", c -> c.tracking().tensorboard(), false),
                valid(
                        "--mlflow-uri https://mlflow.example.org:5000/base",
                        c -> c.tracking().mlflowUri(),
                        Optional.of("https://mlflow.example.org:5000/base")),
                valid(
                        "--mlflow-uri http://host --mlflow-experiment digits",
                        c -> c.tracking().mlflowExperiment(),
                        "digits"),
                valid("--early-stopping-patience 1", c -> c.stopping().patience(), OptionalInt.of(1)),
                valid(
                        "--early-stopping-patience 1 --early-stopping-metric loss",
                        c -> c.stopping().metric(),
                        StoppingConfig.Metric.LOSS),
                valid(
                        "--early-stopping-patience 1 --early-stopping-min-delta 0.001",
                        c -> c.stopping().minDelta(),
                        0.001),
                valid("--target-accuracy 1", c -> c.stopping().targetAccuracy(), OptionalDouble.of(1)),
                valid("--target-accuracy .985", c -> c.stopping().targetAccuracy(), OptionalDouble.of(0.985)),
                valid("--max-time 1h30m", c -> c.stopping().maxTime(), Optional.of(Duration.ofMinutes(90))));
    }

    private static Arguments valid(String line, Function<TrainConfig, Object> value, Object expected) {
        return arguments(line, value, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void shouldAcceptEveryValueInItsRange(String line, Function<TrainConfig, Object> value, Object expected) {
        assertThat(value.apply(Options.parse(TrainConfig.class, line.split(" "))))
                .isEqualTo(expected);
    }

    @Test
    void shouldHaveAValidExampleOfEveryOption() {
        Set<String> tested = valid().flatMap(row -> Stream.of(((String) row.get()[0]).split("[ =]")))
                .filter(word -> word.startsWith("--"))
                .collect(Collectors.toSet());

        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(Options.of(TrainConfig.class).spec().options().stream()
                        .map(OptionSpec::longestName)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"30s, PT30S", "10m, PT10M", "2h, PT2H", "1h30m, PT1H30M", "PT10M, PT10M", "pt5s, PT5S", "P365D, P365D"})
    void shouldParseDurations(String text, Duration expected) {
        assertThat(Options.parse(TrainConfig.class, "--max-time", text)
                        .stopping()
                        .maxTime())
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "m", "h1", "1x", "1m1h", "P", "-", "1 m"})
    void shouldRefuseInvalidDurations(String text) {
        assertThatThrownBy(() -> Options.parse(TrainConfig.class, "--max-time=" + text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Max time must be a duration such as 30s, 10m, 2h, 1h30m or PT10M, got: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1d", "0x1p3", "1,5", " 1"})
    void shouldParseDecimalNumbersOnly(String text) {
        assertThatThrownBy(() -> Options.parse(TrainConfig.class, "--learning-rate", text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Learning rate must be auto or a number, got: " + text);
    }

    @Test
    void shouldMapFunctionsToThoseOfDl4j() {
        assertThat(Stream.of(ActivationFunction.values())
                        .map(ActivationFunction::activation)
                        .map(Enum::name))
                .isEqualTo(List.of("TANH", "RATIONALTANH", "RELU"));
        assertThat(Stream.of(PoolingFunction.values())
                        .map(PoolingFunction::poolingType)
                        .map(Enum::name))
                .isEqualTo(List.of("AVG", "MAX"));
    }

    @Test
    void shouldValidateRecordsCreatedWithoutOptions() {
        assertThatThrownBy(() -> new OptimizerConfig(
                        Updater.SGD,
                        OptionalDouble.of(Double.NaN),
                        0,
                        new ScheduleConfig(Schedule.CONSTANT, OptionalDouble.empty(), 1, 1),
                        0,
                        0,
                        0,
                        0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Learning rate must be a finite number, got: NaN");
        assertThatThrownBy(() -> new EvaluateConfig("d", DETECTED, " ", Optional.empty(), Engine.SIMD))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Model must be a path or URI, got: ' '");
    }
}
