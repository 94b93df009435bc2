package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class OuterMomentumTest {

    private static final float[] NO_VELOCITY = {};

    /** Expected values of three rounds are computed by hand: momentum 0.5, rate 0.8, from 0 with changes 1, 1 and -2. */
    @Example
    void shouldMakeNesterovSteps() {
        OuterMomentum rule = new OuterMomentum(0.5, 0.8, NO_VELOCITY);

        // v = 1, step 0.8 (1 + 0.5)
        float[] first = rule.next(new float[] {0}, new float[] {1});
        assertThat(first[0]).isCloseTo(1.2f, within(1e-6f));
        // v = 1.5, step 0.8 (1 + 0.75)
        float[] second = rule.next(first, new float[] {first[0] + 1});
        assertThat(second[0]).isCloseTo(2.6f, within(1e-6f));
        // v = -1.25, step 0.8 (-2 - 0.625)
        float[] third = rule.next(second, new float[] {second[0] - 2});
        assertThat(third[0]).isCloseTo(0.5f, within(1e-6f));
        assertThat(rule.velocity()[0]).isCloseTo(-1.25f, within(1e-6f));
    }

    @Property
    void shouldBePlainAveragingWithMomentumZeroAndRateOne(
            @ForAll @Size(5) List<@FloatRange(min = -10, max = 10) Float> before,
            @ForAll @Size(5) List<@FloatRange(min = -10, max = 10) Float> mean) {
        assertThat(new OuterMomentum(0, 1, NO_VELOCITY).next(array(before), array(mean)))
                .containsExactly(array(mean), within(1e-6f));
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    @Property
    void shouldResumeFromItsVelocityToTheBit(@ForAll @Size(5) float[] first, @ForAll @Size(5) float[] second) {
        float[] start = new float[5];
        OuterMomentum whole = new OuterMomentum(0.9, 0.7, NO_VELOCITY);
        float[] middle = whole.next(start, first.clone());
        OuterMomentum resumed = new OuterMomentum(0.9, 0.7, whole.velocity());

        assertThat(resumed.next(middle, second.clone())).isEqualTo(whole.next(middle, second.clone()));
        assertThat(resumed.velocity()).isEqualTo(whole.velocity());
    }

    @Example
    void shouldRefuseValuesOutOfRange() {
        assertThatThrownBy(() -> new OuterMomentum(1, 1, NO_VELOCITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Outer momentum must be at least 0 and below 1, got: 1.0");
        assertThatThrownBy(() -> new OuterMomentum(Double.NaN, 1, NO_VELOCITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OuterMomentum(0.5, 0, NO_VELOCITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Outer learning rate must be positive and finite, got: 0.0");
        assertThatThrownBy(() -> new OuterMomentum(0.5, 1, new float[2]).next(new float[3], new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Velocity must have 3 values like the parameters, cannot have: 2");
    }
}
