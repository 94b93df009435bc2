package lenetspark.training.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import lenetspark.training.replica.PackedFloats;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WeightedSumTest {

    private static ReplicaUpdate update(int examples, float... parameters) {
        return new ReplicaUpdate(
                new ReplicaReport(0, "dl4j", examples, 1, 0, 0, 0),
                PackedFloats.pack(parameters),
                PackedFloats.pack(new float[0]));
    }

    private static WeightedSum sum(ReplicaUpdate... updates) {
        return WeightedSum.of(List.of(updates));
    }

    private static float[] mean(ReplicaUpdate... updates) {
        return sum(updates).meanParameters();
    }

    @Example
    void shouldWeightReplicasByTheirNumberOfExamples() {
        // (3 * 1 + 1 * 9) / 4 and (3 * -2 + 1 * 2) / 4
        assertThat(mean(update(3, 1, -2), update(1, 9, 2))).containsExactly(3, -1);
    }

    @Example
    void shouldSkipReplicasWithoutExamples() {
        assertThat(mean(update(0), update(3, 1, -2), update(0), update(1, 9, 2)))
                .containsExactly(3, -1);
    }

    @Property
    void shouldReturnASingleReplicaUnchanged(
            @ForAll @Size(max = 20) float[] parameters, @ForAll @IntRange(min = 1, max = 100_000_000) int examples) {
        assertThat(mean(update(examples, parameters))).isEqualTo(parameters);
    }

    @Property
    void shouldReturnEqualReplicasUnchanged(
            @ForAll @IntRange(min = 1, max = 1_000_000) int first,
            @ForAll @IntRange(min = 1, max = 1_000_000) int second,
            @ForAll float value) {
        assertThat(mean(update(first, value), update(second, value))).containsExactly(value);
    }

    @Example
    void shouldAddInOrder() {
        ReplicaUpdate large = update(1, 1e20f);
        ReplicaUpdate small = update(1, 1);
        ReplicaUpdate minus = update(1, -1e20f);

        assertThat(mean(large, small, minus)).containsExactly(0);
        assertThat(mean(large, minus, small)).containsExactly(1 / 3f);
    }

    /** Longer than the range of one thread. */
    @Example
    void shouldAddEveryElementInOrderWhateverTheThread() {
        Random random = new Random(3);
        ReplicaUpdate[] updates = new ReplicaUpdate[5];
        double[] expected = new double[61_706];
        int examples = 0;
        for (int replica = 0; replica < updates.length; replica++) {
            float[] parameters = new float[expected.length];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = (float) random.nextGaussian();
                expected[i] += (double) (replica + 1) * parameters[i];
            }
            updates[replica] = update(replica + 1, parameters);
            examples += replica + 1;
        }
        float[] mean = new float[expected.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (expected[i] / examples);
        }

        assertThat(mean(updates)).isEqualTo(mean);
    }

    @Example
    void shouldHaveNoUpdaterStateForAStatelessUpdater() {
        assertThat(sum(update(2, 1), update(3, 2)).meanUpdaterState()).isEmpty();
    }

    @Example
    void shouldAddTheSumsOfGroups() {
        ReplicaUpdate idle = update(0);
        WeightedSum whole =
                WeightedSum.of(List.of(sum(idle), sum(update(3, 1, -2), idle), sum(idle), sum(update(1, 9, 2))));

        assertThat(whole.meanParameters()).containsExactly(3, -1);
        assertThat(whole.reports()).extracting(report -> report.examples).containsExactly(0, 3, 0, 0, 1);
        assertThat(whole.bytes()).isEqualTo(2 * 2 * Float.BYTES);
    }

    @Example
    void shouldNotChangeASumThatIsAddedToAnother() {
        WeightedSum part = sum(update(1, 5));
        WeightedSum whole = WeightedSum.of(List.of(part, sum(update(1, 7))));

        assertThat(part.meanParameters()).containsExactly(5);
        assertThat(whole.meanParameters()).containsExactly(6);
    }

    @Example
    void shouldNotOverflowWhereFloatsWould() {
        assertThat(mean(update(1000, Float.MAX_VALUE), update(1000, Float.MAX_VALUE)))
                .containsExactly(Float.MAX_VALUE);
    }
}
