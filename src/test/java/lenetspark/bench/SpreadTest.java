package lenetspark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void shouldUseTheMiddleAsMedianOfAnOddNumber() {
        assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(1, 3, 5));
    }

    @Test
    void shouldAverageTheMiddleTwoAsMedianOfAnEvenNumber() {
        assertThat(Spread.of(8, 1, 4, 2)).isEqualTo(new Spread(1, 3, 8));
    }

    @Test
    void shouldReportASingleSampleAsAllThreeValues() {
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void shouldRejectNoSamples() {
        assertThatThrownBy(Spread::of).hasMessage("A spread needs a sample");
    }

    @Test
    void shouldComputeRatiosPerRun() {
        assertThat(Spread.ofRatios(List.of(10.0, 40.0, 90.0), x -> x, List.of(1.0, 2.0, 3.0), x -> x))
                .isEqualTo(new Spread(10, 20, 30));
    }
}
