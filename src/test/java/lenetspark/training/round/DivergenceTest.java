package lenetspark.training.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lenetspark.training.replica.PackedFloats;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    private static ReplicaUpdate replica(int examples, float... parameters) {
        return new ReplicaUpdate(
                new ReplicaReport(0, "dl4j", examples, 1, 0, 0, 0),
                PackedFloats.pack(parameters),
                PackedFloats.pack(new float[0]));
    }

    @Test
    void shouldBeTheDistanceFromTheMeanDividedByItsNorm() {
        List<ReplicaUpdate> replicas = List.of(replica(1, 3, 4), replica(1, 3, 9), replica(0));

        assertThat(Divergence.of(replicas, new float[] {3, 4})).containsExactly(0.0, 1.0, 0.0);
    }

    @Test
    void shouldUseTheMeansOfGroups() {
        WeightedSum group = WeightedSum.of(List.of(replica(3, 0, 0), replica(1, 0, 8)));
        WeightedSum idle = WeightedSum.of(List.of(replica(0)));

        assertThat(Divergence.of(List.of(group, idle), new float[] {0, 4})).containsExactly(0.5, 0.0);
    }

    @Test
    void shouldBeZeroWhenTheMeanIsZero() {
        assertThat(Divergence.of(List.of(replica(1, 1), replica(1, -1)), new float[] {0}))
                .containsExactly(0.0, 0.0);
    }
}
