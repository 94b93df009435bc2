package lenetspark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void the_median_of_an_odd_number_is_the_middle_one() {
        assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(1, 3, 5));
    }

    @Test
    void the_median_of_an_even_number_is_between_the_middle_two() {
        assertThat(Spread.of(8, 1, 4, 2)).isEqualTo(new Spread(1, 3, 8));
    }

    @Test
    void one_sample_is_all_three() {
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void nothing_has_no_spread() {
        assertThatThrownBy(Spread::of).hasMessage("A spread needs a sample");
    }

    @Test
    void ratios_are_taken_run_by_run() {
        assertThat(Spread.ofRatios(List.of(10.0, 40.0, 90.0), x -> x, List.of(1.0, 2.0, 3.0), x -> x))
                .isEqualTo(new Spread(10, 20, 30));
    }
}
