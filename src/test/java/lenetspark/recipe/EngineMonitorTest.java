package lenetspark.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineMonitorTest {

    private final List<String> warnings = new ArrayList<>();

    @Test
    void shouldRecordTheEngineOfTheFirstRound() {
        EngineMonitor monitor = new EngineMonitor(null, warnings::add);
        assertThat(monitor.engine()).isNull();

        monitor.roundDone(List.of("simd 512 bit"));
        monitor.roundDone(List.of("simd 512 bit"));

        assertThat(monitor.engine()).isEqualTo("simd 512 bit");
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldWarnOnceOfReplicasWithDifferentEngines() {
        EngineMonitor monitor = new EngineMonitor(null, warnings::add);

        monitor.roundDone(List.of("simd 512 bit", "simd plain"));
        monitor.roundDone(List.of("simd 512 bit", "simd plain"));

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("the replicas use different engines (simd 512 bit and simd plain):"
                        + " the run cannot be reproduced bit for bit on other machines; start the job with");
    }

    @Test
    void shouldWarnOnceOfAnotherEngineThanThatOfTheCheckpoint() {
        EngineMonitor monitor = new EngineMonitor("simd 512 bit", warnings::add);

        monitor.roundDone(List.of("simd 256 bit"));
        monitor.roundDone(List.of("simd 256 bit"));

        assertThat(warnings)
                .containsExactly("the checkpoint was made with simd 512 bit, but this run uses simd 256 bit:"
                        + " the result will not be identical bit for bit");
        assertThat(monitor.engine()).isEqualTo("simd 512 bit");
    }
}
