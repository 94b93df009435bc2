package lenetspark.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import lenetspark.config.ConfigException;
import lenetspark.config.Engine;
import lenetspark.config.InputFormat;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.training.replica.LearningRateSchedule;
import org.junit.jupiter.api.Test;

/** Tests with more updates than an int can count: MNIST without its validation set, one replica, minibatches of 16. */
class TrainingFactoryTest {

    private static final int EXAMPLES = 55_000;
    private static final long UPDATES_PER_EPOCH = 3_438;

    private static TrainingFactory factory(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 3);
        all[arguments.length] = "--replicas=1";
        all[arguments.length + 1] = "--batch-size=16";
        all[arguments.length + 2] = "--learning-rate=0.002";
        return new TrainingFactory(
                TrainingFactory.resolve(Options.parse(TrainConfig.class, all), InputFormat.IDX, 10, 2, Map.of()));
    }

    @Test
    void shouldFollowTheCosineOverAMillionEpochs() {
        long updates = 1_000_000 * UPDATES_PER_EPOCH;

        LearningRateSchedule rate = factory("--epochs=1000000", "--warmup-epochs=0")
                .schedule(EXAMPLES)
                .orElseThrow();

        assertThat(rate.at(0)).isEqualTo(0.002);
        assertThat(rate.at(updates / 2)).isCloseTo(0.001, within(1e-9));
        assertThat(rate.at(updates - updates / 10)).isCloseTo(4.894e-5, within(1e-8));
        assertThat(rate.at(updates)).isZero();
    }

    @Test
    void shouldReduceTheLearningRateAfterTheStepEpochsAndNotBefore() {
        LearningRateSchedule rate = factory(
                        "--epochs=1000000", "--schedule=step", "--step-epochs=700000", "--warmup-epochs=0")
                .schedule(EXAMPLES)
                .orElseThrow();

        assertThat(rate.at(5)).isEqualTo(0.002);
        assertThat(rate.at(700_000 * UPDATES_PER_EPOCH - 1)).isEqualTo(0.002);
        assertThat(rate.at(700_000 * UPDATES_PER_EPOCH)).isEqualTo(0.001);
    }

    @Test
    void shouldWarmUpOverAMillionEpochs() {
        LearningRateSchedule rate = factory("--epochs=1000000", "--warmup-epochs=1000000")
                .schedule(EXAMPLES)
                .orElseThrow();

        assertThat(rate.at(0)).isBetween(Double.MIN_VALUE, 1e-9);
        assertThat(rate.at(500_000 * UPDATES_PER_EPOCH)).isCloseTo(0.001, within(1e-9));
    }

    @Test
    void shouldRefuseMoreUpdatesThanCanBeCounted() {
        assertThatThrownBy(() -> factory("--epochs=1000000").requireCountable(EXAMPLES))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Epochs must be at most 624631, got: 1000000 (each is 3438 updates,"
                        + " and a run can have 2147483647)");
        assertThatCode(() -> factory("--epochs=624631").requireCountable(EXAMPLES))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldComputeTheLargestShardOfAsManyExamplesAsAnIntHolds() {
        assertThat(TrainingFactory.largestShard(Integer.MAX_VALUE, 2)).isEqualTo(1 << 30);
        assertThat(TrainingFactory.largestShard(10, 3)).isEqualTo(4);
    }

    @Test
    void shouldFillInWhatTheDataAndTheClusterDetermine() {
        TrainConfig resolved = TrainingFactory.resolve(
                Options.parse(TrainConfig.class, "--replicas=100"), InputFormat.PARQUET, 26, 2, Map.of());

        assertThat(resolved)
                .isEqualTo(Options.parse(
                        TrainConfig.class,
                        "--data-format=parquet",
                        "--classes=26",
                        "--replicas=100",
                        "--aggregation-depth=2",
                        "--engine=simd",
                        "--batch-size=8",
                        "--learning-rate=0.042",
                        "--averaging-frequency=1",
                        "--warmup-epochs=1"));
        assertThat(TrainingFactory.resolve(resolved, InputFormat.PARQUET, 26, 7, Map.of()))
                .isEqualTo(resolved);
    }

    @Test
    void shouldUseAsManyReplicasAsTheRuleWasVerifiedForUnlessTheyAreGiven() {
        TrainConfig resolved =
                TrainingFactory.resolve(Options.parse(TrainConfig.class), InputFormat.IDX, 10, 100, Map.of());

        assertThat(resolved.replicas()).hasValue(64);
    }

    @Test
    void shouldKeepWhatTheResumedRunHasChosen() {
        TrainConfig requested = Options.parse(TrainConfig.class, "--averaging-frequency=7");
        Map<String, String> kept = Map.of("batch-size", "128", "learning-rate", "0.5", "warmup-epochs", "0.25");

        TrainConfig resolved = TrainingFactory.resolve(requested, InputFormat.IDX, 10, 16, kept);

        assertThat(resolved.batchSize()).hasValue(128);
        assertThat(resolved.optimizer().learningRate()).hasValue(0.5);
        assertThat(resolved.averaging().frequency()).hasValue(7);
        assertThat(resolved.optimizer().schedule().warmupEpochs()).hasValue(0.25);
    }

    @Test
    void shouldFillInTheEngineOfAveragingDl4j() {
        TrainConfig resolved = TrainingFactory.resolve(
                Options.parse(TrainConfig.class, "--averaging=dl4j"), InputFormat.IDX, 10, 2, Map.of());

        assertThat(resolved.requestedEngine()).contains(Engine.DL4J);
        assertThat(resolved.averaging().aggregationDepth()).hasValue(1);
    }
}
