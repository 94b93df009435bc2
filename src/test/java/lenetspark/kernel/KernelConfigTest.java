package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelConfigTest {

    private static KernelConfig config(double l2, int maxMinibatch) {
        return new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), l2, maxMinibatch);
    }

    @Test
    void shouldRefuseNegativeAndNaNWeightDecay() {
        assertThatThrownBy(() -> config(-1, 1)).hasMessage("l2 must be finite and at least 0, got: -1.0");
        assertThatThrownBy(() -> config(Double.NaN, 1)).hasMessage("l2 must be finite and at least 0, got: NaN");
    }

    @Test
    void shouldRefuseDropoutOfOneAndNaN() {
        UpdateRule sgd = new UpdateRule.Sgd();
        assertThatThrownBy(() -> new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, sgd, 0, 1, 1))
                .hasMessage("Dropout must be at least 0 and below 1, got: 1.0");
        assertThatThrownBy(() -> new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, sgd, 0, Double.NaN, 1))
                .hasMessage("Dropout must be at least 0 and below 1, got: NaN");
    }

    @Test
    void shouldRefuseAnEmptyMinibatch() {
        assertThatThrownBy(() -> config(0, 0)).hasMessage("Largest minibatch must be at least 1, got: 0");
    }

    @Test
    void shouldRefuseASingleClass() {
        UpdateRule sgd = new UpdateRule.Sgd();
        assertThatThrownBy(() -> new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, sgd, 0, 0, 1, 1))
                .hasMessage("Number of classes must be at least 2, got: 1");
    }

    @Test
    void shouldRefuseInvalidCoefficientsOfUpdateRules() {
        assertThatThrownBy(() -> new UpdateRule.Nesterovs(1))
                .hasMessage("Momentum must be at least 0 and below 1, got: 1.0");
        assertThatThrownBy(() -> new UpdateRule.Adam(0.9, Double.NaN, 1e-8))
                .hasMessage("Adam's beta2 must be at least 0 and below 1, got: NaN");
        assertThatThrownBy(() -> new UpdateRule.Adam(0.9, 0.999, 0))
                .hasMessage("Adam's epsilon must be positive, got: 0.0");
    }

    @Test
    void shouldCountAStateValuePerParameterAndMoment() {
        assertThat(new UpdateRule.Sgd().stateLength(61_706)).isZero();
        assertThat(new UpdateRule.Nesterovs(0.9).stateLength(61_706)).isEqualTo(61_706);
        assertThat(new UpdateRule.Adam(0.9, 0.999, 1e-8).stateLength(61_706)).isEqualTo(123_412);
    }
}
