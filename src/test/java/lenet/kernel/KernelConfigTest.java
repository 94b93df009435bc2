package lenet.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelConfigTest {

    private static KernelConfig config(double l2, int maxMinibatch) {
        return new KernelConfig(ActivationFunction.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), l2, maxMinibatch);
    }

    @Test
    void refuses_a_weight_decay_that_is_no_number_or_negative() {
        assertThatThrownBy(() -> config(-1, 1)).hasMessage("l2 must be finite and at least 0, cannot be: -1.0");
        assertThatThrownBy(() -> config(Double.NaN, 1)).hasMessage("l2 must be finite and at least 0, cannot be: NaN");
    }

    @Test
    void refuses_a_dropout_that_leaves_nothing() {
        UpdateRule sgd = new UpdateRule.Sgd();
        assertThatThrownBy(() -> new KernelConfig(ActivationFunction.TANH, Pooling.AVERAGE, sgd, 0, 1, 1))
                .hasMessage("Dropout must be at least 0 and below 1, cannot be: 1.0");
        assertThatThrownBy(() -> new KernelConfig(ActivationFunction.TANH, Pooling.AVERAGE, sgd, 0, Double.NaN, 1))
                .hasMessage("Dropout must be at least 0 and below 1, cannot be: NaN");
    }

    @Test
    void refuses_an_empty_minibatch() {
        assertThatThrownBy(() -> config(0, 0)).hasMessage("Largest minibatch must be at least 1, cannot be: 0");
    }

    @Test
    void refuses_a_single_class() {
        UpdateRule sgd = new UpdateRule.Sgd();
        assertThatThrownBy(() -> new KernelConfig(ActivationFunction.TANH, Pooling.AVERAGE, sgd, 0, 0, 1, 1))
                .hasMessage("Number of classes must be at least 2, cannot be: 1");
    }

    @Test
    void refuses_update_rules_that_cannot_converge() {
        assertThatThrownBy(() -> new UpdateRule.Nesterovs(1))
                .hasMessage("Momentum must be at least 0 and below 1, cannot be: 1.0");
        assertThatThrownBy(() -> new UpdateRule.Adam(0.9, Double.NaN, 1e-8))
                .hasMessage("Adam's beta2 must be at least 0 and below 1, cannot be: NaN");
        assertThatThrownBy(() -> new UpdateRule.Adam(0.9, 0.999, 0))
                .hasMessage("Adam's epsilon must be positive, cannot be: 0.0");
    }

    @Test
    void state_is_a_block_of_all_parameters_for_each_moment() {
        assertThat(new UpdateRule.Sgd().stateLength(61_706)).isZero();
        assertThat(new UpdateRule.Nesterovs(0.9).stateLength(61_706)).isEqualTo(61_706);
        assertThat(new UpdateRule.Adam(0.9, 0.999, 1e-8).stateLength(61_706)).isEqualTo(123_412);
    }
}
