package lenetspark.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lenetspark.training.TestNetworks;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ModelStateTest {

    private static final int PARAMETERS = 12 * 9 + 9 + 9 * 4 + 4;

    static List<IUpdater> updaters() {
        return List.of(new Sgd(0.1), new Nesterovs(0.1, 0.9), new Adam(0.01));
    }

    private static MultiLayerNetwork network(IUpdater updater) {
        return TestNetworks.initialized(TestNetworks.dense(updater, LossFunction.MCXENT, Activation.SOFTMAX));
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void shouldCopyAllThatTrainingChangesToAnotherNetwork(IUpdater updater) {
        MultiLayerNetwork trained = network(updater);
        MultiLayerNetwork other = network(updater);
        for (var dataSet : Digits.ofSizes(1, 8, 8, 8)) {
            trained.fit(dataSet);
        }
        trained.setEpochCount(5);

        ModelState.of(trained).copyTo(other);

        assertThat(other.params()).isEqualTo(trained.params());
        assertThat(other.getIterationCount()).isEqualTo(3);
        assertThat(other.getEpochCount()).isEqualTo(5);
        for (var dataSet : Digits.ofSizes(2, 8, 8)) {
            trained.fit(dataSet);
            other.fit(dataSet);
        }
        assertThat(other.params()).isEqualTo(trained.params());
    }

    @Test
    void shouldNotChangeWhenTheNetworkIsTrained() {
        MultiLayerNetwork network = network(new Adam(0.1));
        ModelState before = ModelState.of(network);
        float[] parameters = before.parameters().clone();

        network.fit(Digits.ofSizes(1, 8).get(0));

        assertThat(before.parameters()).isEqualTo(parameters);
        assertThat(before.updaterState()).containsOnly(0);
        assertThat(ModelState.of(network).parameters()).isNotEqualTo(parameters);
    }

    @Test
    void shouldHaveTheUpdaterStateOfTheUpdater() {
        assertThat(ModelState.of(network(new Sgd(0.1))).updaterState()).isEmpty();
        assertThat(ModelState.of(network(new Nesterovs(0.1))).updaterState()).hasSize(PARAMETERS);
        assertThat(ModelState.of(network(new Adam(0.1))).updaterState()).hasSize(2 * PARAMETERS);
    }

    @Test
    void shouldRefuseANetworkOfAnotherSize() {
        ModelState state = new ModelState(new float[5], new float[0], 0, 0);

        assertThatThrownBy(() -> state.copyTo(network(new Sgd(0.1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Target must be a contiguous FLOAT vector of length 5, got: ");
    }
}
