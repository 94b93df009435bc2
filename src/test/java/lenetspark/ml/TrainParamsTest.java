package lenetspark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import lenetspark.config.ConfigException;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.OptionDeclaration;
import lenetspark.config.option.Options;
import lenetspark.config.option.SampleConfig;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainParamsTest {

    private final LeNetClassifier classifier = new LeNetClassifier();

    @Test
    void shouldHaveTheOptionsOfTrainThatDetermineTheResult() {
        assertThat(Arrays.stream(classifier.params()).map(Param::name))
                .containsExactly(
                        "activation",
                        "aggregationDepth",
                        "augment",
                        "augmentStrength",
                        "averaging",
                        "averagingFrequency",
                        "averagingWarmupRounds",
                        "batchSize",
                        "classes",
                        "dropout",
                        "engine",
                        "epochs",
                        "featuresCol",
                        "inputScaling",
                        "l2",
                        "labelCol",
                        "labelSmoothing",
                        "learningRate",
                        "momentum",
                        "outerLearningRate",
                        "outerMomentum",
                        "pooling",
                        "predictionCol",
                        "probabilityCol",
                        "rawPredictionCol",
                        "replicas",
                        "schedule",
                        "seed",
                        "stepEpochs",
                        "stepFactor",
                        "updater",
                        "warmupEpochs");
    }

    @Test
    void shouldHaveTheDefaultsOfTrain() {
        assertThat(classifier.config()).isEqualTo(Options.parse(TrainConfig.class, "--validation-size=0"));
        assertThat(classifier.getDefault(classifier.epochs()).get()).isEqualTo(10);
        assertThat(classifier.explainParam(classifier.getParam("labelSmoothing")))
                .isEqualTo("labelSmoothing: Label smoothing, 0 or more and less than 1 (default: 0.0)");
        assertThat(classifier.explainParam(classifier.replicas()))
                .isEqualTo(
                        "replicas: Replicas of the network, 1 to 100,000; if not set: spark.default.parallelism, at most 64 (undefined)");
    }

    @ParameterizedTest
    @CsvSource({
        "classes, 7, --classes=7",
        "aggregationDepth, 2, --aggregation-depth=2",
        "batchSize, 7, --batch-size=7",
        "activation, relu, --activation=relu",
        "engine, dl4j, --engine=dl4j"
    })
    void shouldPassAParamToItsOption(String param, String value, String argument) {
        classifier.option(param, classifier.getParam(param) instanceof IntParam ? Integer.valueOf(value) : value);

        assertThat(classifier.config()).isEqualTo(Options.parse(TrainConfig.class, "--validation-size=0", argument));
    }

    @Test
    void shouldReportParamsWithoutEffectAndOutOfRange() {
        assertThatThrownBy(() -> new LeNetClassifier().option("momentum", 0.5).config())
                .isInstanceOf(ConfigException.class)
                .hasMessage("Momentum has no effect with updater adam: set updater to nesterovs or leave it out");
        assertThatThrownBy(() ->
                        new LeNetClassifier().option("labelSmoothing", 1.0).config())
                .isInstanceOf(ConfigException.class)
                .hasMessage("Label smoothing must be less than 1, got: 1.0");
    }

    @Test
    void shouldCopyParams() {
        classifier.option("pooling", "max").setSeed(7);

        assertThat(classifier.copy(new ParamMap()).config()).isEqualTo(classifier.config());
        assertThat(classifier.copy(new ParamMap()).explainParams()).isEqualTo(classifier.explainParams());
    }

    @Test
    void shouldCreateAParamOfTheTypeOfTheOption() {
        List<Class<?>> types = Options.of(SampleConfig.class).declarations().stream()
                .<Class<?>>map(declaration -> param(declaration).getClass())
                .toList();

        assertThat(types).containsExactly(Param.class, DoubleParam.class, Param.class, BooleanParam.class);
        assertThat(classifier.seed()).isInstanceOf(LongParam.class);
        assertThat(param(Options.of(SampleConfig.class).declarations().get(1)))
                .hasToString(classifier.uid() + "__gammaCorrection")
                .extracting(Param::doc)
                .isEqualTo("Exponent of the gray levels, greater than 0");
    }

    private Param<?> param(OptionDeclaration declaration) {
        return TrainParams.param(classifier, declaration);
    }
}
