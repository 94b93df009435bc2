package lenet.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WeightedMeanTest {

    private static ReplicaUpdate update(int examples, float... parameters) {
        return new ReplicaUpdate(
                0, "dl4j", examples, 1, 0, 0, 0, FloatBlob.pack(parameters), FloatBlob.pack(new float[0]));
    }

    private static float[] mean(ReplicaUpdate... updates) {
        return WeightedMean.of(List.of(updates), update -> update.parameters.unpack());
    }

    @Example
    void weightsReplicasByTheExamplesTheyTrained() {
        // (3 * 1 + 1 * 9) / 4 and (3 * -2 + 1 * 2) / 4
        assertThat(mean(update(3, 1, -2), update(1, 9, 2))).containsExactly(3, -1);
    }

    @Example
    void passesOverReplicasThatHadNothingToTrain() {
        assertThat(mean(update(0), update(3, 1, -2), update(0), update(1, 9, 2)))
                .containsExactly(3, -1);
    }

    @Property
    void givesASingleReplicaBackToTheBit(
            @ForAll @Size(max = 20) float[] parameters, @ForAll @IntRange(min = 1, max = 100_000_000) int examples) {
        assertThat(mean(update(examples, parameters))).isEqualTo(parameters);
    }

    @Property
    void givesEqualReplicasBackToTheBit(
            @ForAll @IntRange(min = 1, max = 1_000_000) int first,
            @ForAll @IntRange(min = 1, max = 1_000_000) int second,
            @ForAll float value) {
        assertThat(mean(update(first, value), update(second, value))).containsExactly(value);
    }

    @Example
    void addsInTheOrderOfTheList() {
        ReplicaUpdate large = update(1, 1e20f);
        ReplicaUpdate small = update(1, 1);
        ReplicaUpdate minus = update(1, -1e20f);

        assertThat(mean(large, small, minus)).containsExactly(0);
        assertThat(mean(large, minus, small)).containsExactly(1 / 3f);
    }

    @Example
    void isEmptyForAStatelessUpdater() {
        assertThat(WeightedMean.of(List.of(update(2, 1), update(3, 2)), update -> update.updaterState.unpack()))
                .isEmpty();
    }

    @Example
    void doesNotOverflowWhereFloatsWould() {
        assertThat(mean(update(1000, Float.MAX_VALUE), update(1000, Float.MAX_VALUE)))
                .containsExactly(Float.MAX_VALUE);
    }
}
