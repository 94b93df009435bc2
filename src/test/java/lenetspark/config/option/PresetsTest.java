package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lenetspark.config.AugmentConfig.Augment;
import lenetspark.config.Engine;
import lenetspark.config.NetworkConfig;
import lenetspark.config.NetworkConfig.ActivationFunction;
import lenetspark.config.NetworkConfig.PoolingFunction;
import lenetspark.config.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presets in conf/. */
class PresetsTest {

    private static TrainConfig preset(String name, String... arguments) throws IOException {
        return TrainFile.train(name, Files.readString(Path.of("conf", name)), arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick.conf", "lecun.conf", "best.conf"})
    void shouldLetTheUserChooseDataOutputAndSeed(String name) throws IOException {
        TrainConfig config = preset(name, "--data", "d", "--output", "o", "--seed", "7", "--replicas", "16");

        assertThat(config.data()).isEqualTo("d");
        assertThat(config.output()).contains("o");
        assertThat(config.seed()).isEqualTo(7);
        assertThat(config.engine()).isEqualTo(Engine.SIMD);
        assertThat(preset(name).seed())
                .isEqualTo(Options.parse(TrainConfig.class).seed());
        assertThat(preset(name).validationSize())
                .isEqualTo(Options.parse(TrainConfig.class).validationSize());
    }

    @Test
    void shouldTrainTheClassicNetworkWithoutAugmentation() throws IOException {
        TrainConfig config = preset("lecun.conf");

        assertThat(config.network()).isEqualTo(new NetworkConfig(ActivationFunction.TANH, PoolingFunction.AVERAGE));
        assertThat(config.augment().augment()).isEqualTo(Augment.NONE);
    }

    /** So that the accuracy holds for any number of replicas. */
    @ParameterizedTest
    @ValueSource(strings = {"quick.conf", "lecun.conf", "best.conf"})
    void shouldLeaveToTheRunWhatDependsOnTheNumberOfReplicas(String name) throws IOException {
        assertThat(Options.of(TrainConfig.class).automatic(preset(name)))
                .containsExactly("batch-size", "averaging-frequency", "learning-rate", "warmup-epochs");
    }

    @Test
    void shouldTrainTheMostAccurateModelWithElasticDistortion() throws IOException {
        assertThat(preset("best.conf").augment().augment()).isEqualTo(Augment.ELASTIC);
    }
}
