package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MovingAverageTest {

    /** After 1,000 updates the decay is the configured one, so a round of three updates keeps 0.9^3 of the old value. */
    @Example
    void shouldWeightARoundByItsNumberOfUpdates() {
        MovingAverage average = new MovingAverage(0.9, new float[] {2});
        average.add(new float[] {5}, 3, 1003);

        assertThat(average.parameters()[0]).isCloseTo((float) (0.729 * 2 + 0.271 * 5), within(1e-6f));
    }

    /** The first two updates keep 1/10 and 2/11 of the average. */
    @Example
    void shouldDecayTheInitialParametersFast() {
        MovingAverage average = new MovingAverage(0.999, new float[] {1});
        average.add(new float[] {0}, 2, 2);

        assertThat(average.parameters()[0]).isCloseTo(0.1f * 2 / 11, within(1e-7f));
    }

    @Property
    void shouldNotDependOnRoundsWhileTheParametersAreConstant(@ForAll @IntRange(min = 1, max = 50) int steps) {
        MovingAverage whole = new MovingAverage(0.99, new float[] {1, -3});
        MovingAverage single = new MovingAverage(0.99, new float[] {1, -3});
        float[] parameters = {4, 8};
        whole.add(parameters, steps, 500 + steps);
        for (int i = 1; i <= steps; i++) {
            single.add(parameters, 1, 500 + i);
        }

        assertThat(whole.parameters()).containsExactly(single.parameters(), within(1e-4f));
    }

    @Example
    void shouldCopyArrays() {
        float[] start = {1};
        MovingAverage average = new MovingAverage(0.5, start);
        start[0] = 7;
        average.parameters()[0] = 8;

        assertThat(average.parameters()).containsExactly(1);
    }

    @Example
    void shouldRefuseADecayOutOfRange() {
        for (double decay : new double[] {0, 1, -1, Double.NaN}) {
            assertThatThrownBy(() -> new MovingAverage(decay, new float[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Decay must be between 0 and 1, got: " + decay);
        }
    }
}
