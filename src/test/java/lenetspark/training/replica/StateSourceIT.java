package lenetspark.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lenetspark.rounds.LocalSpark;
import org.apache.spark.SparkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateSourceIT {

    private static final int PARAMETERS = 100_000;

    @ParameterizedTest
    @CsvSource({"20, false", "21, true"})
    void shouldBroadcastTheStateWhenItIsTooLargeToSendToEachReplica(int replicas, boolean broadcast) {
        float[] parameters = new float[PARAMETERS];
        parameters[PARAMETERS - 1] = 3;
        ModelState state = new ModelState(parameters, new float[0], 7, 2);
        LocalSpark.with("local[2]", context -> {
            StateSource source = StateSource.of(state, replicas, context);
            assertThat(source instanceof StateSource.BroadcastState).isEqualTo(broadcast);

            assertThat(context.parallelize(List.of(0, 1), 2)
                            .map(partition -> source.get().parameters()[PARAMETERS - 1]
                                    + source.get().iteration()
                                    + source.get().epoch())
                            .collect())
                    .containsExactly(12f, 12f);

            source.release();
            if (broadcast) {
                assertThatThrownBy(source::get)
                        .isInstanceOf(SparkException.class)
                        .hasMessageContaining("destroyed");
            } else {
                assertThat(source.get().parameters()).isEqualTo(parameters);
            }
            return null;
        });
    }
}
