package lenetspark.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaScalingTest {

    private static ReplicaScaling scaling(int replicas, String... options) {
        return ReplicaScaling.of(replicas, Options.parse(TrainConfig.class, options));
    }

    /** The values of the published table. */
    @ParameterizedTest
    @CsvSource({
        "1, 64, 0.002, 50",
        "2, 32, 0.00238, 16",
        "3, 32, 0.00357, 11",
        "4, 32, 0.00476, 8",
        "8, 16, 0.00566, 7",
        "16, 16, 0.0113, 3",
        "32, 8, 0.0135, 2",
        "64, 8, 0.0269, 1",
        "1000, 8, 0.42, 1"
    })
    void shouldGiveTheValuesOfTheTable(int replicas, int batchSize, double learningRate, int averagingFrequency) {
        assertThat(scaling(replicas)).isEqualTo(new ReplicaScaling(batchSize, learningRate, averagingFrequency, 1));
    }

    @Test
    void shouldLetTheOthersFollowFromAGivenValue() {
        assertThat(scaling(16, "--batch-size=64")).isEqualTo(new ReplicaScaling(64, 0.032, 1, 1));
        assertThat(scaling(16, "--learning-rate=0.001")).isEqualTo(new ReplicaScaling(16, 0.001, 40, 1));
        assertThat(scaling(16, "--averaging-frequency=10")).isEqualTo(new ReplicaScaling(16, 0.0113, 10, 1));
        assertThat(scaling(1, "--batch-size=16")).isEqualTo(new ReplicaScaling(16, 0.000707, 50, 1));
    }

    @Test
    void shouldWarmUpForATenthOfTheEpochsAtMostOne() {
        assertThat(scaling(2, "--epochs=1").warmupEpochs()).isEqualTo(0.1);
        assertThat(scaling(2, "--epochs=3").warmupEpochs()).isEqualTo(0.3);
        assertThat(scaling(2, "--epochs=40").warmupEpochs()).isEqualTo(1);
        assertThat(scaling(2, "--warmup-epochs=2.5").warmupEpochs()).isEqualTo(2.5);
        assertThat(scaling(2, "--schedule=constant").warmupEpochs()).isZero();
    }

    @Test
    void shouldKeepTheValuesOfOneReplicaWhereTheRuleWasNotFound() {
        ReplicaScaling single = new ReplicaScaling(64, 0.002, 50, 1);

        assertThat(scaling(16, "--updater=sgd")).isEqualTo(single);
        assertThat(scaling(16, "--updater=nesterovs")).isEqualTo(single);
        assertThat(scaling(16, "--averaging=dl4j")).isEqualTo(single);
    }
}
