package lenet.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import lenet.config.ConfigException;
import lenet.config.InputFormat;
import lenet.config.TrainOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumptionTest {

    @ParameterizedTest
    @CsvSource({
        "--aggregation-depth=2, 'aggregation-depth is 1, was 2'",
        "--transposed=true, 'transposed is false, was true'",
        "--column=pixels, 'column is image, was pixels'",
        "--ema-decay=0.9, 'ema-decay is 0.0, was 0.9'",
    })
    void shouldRefuseToResumeWithoutAnOptionOfTheRun(String option, String difference) {
        assertThatThrownBy(() -> Resumption.requireSame(settings(option), settings(), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: " + difference);
    }

    @Test
    void shouldNameASettingThatOnlyOneOfTheTwoHas() {
        assertThatThrownBy(() -> Resumption.requireSame(
                        Map.of("seed", "1", "test", "abc"), Map.of("seed", "1", "l2", "0.5"), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: l2 is 0.5, was absent;"
                        + " test is absent, was abc");
    }

    @Test
    void shouldAllowMoreEpochsAndNoFewer() {
        assertThatCode(() -> Resumption.requireSame(settings("--epochs=9"), settings("--epochs=10"), "file:/run"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Resumption.requireSame(settings("--epochs=10"), settings("--epochs=9"), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: epochs is 9, was 10");
        assertThatThrownBy(() -> Resumption.requireSame(Map.of(), Map.of("epochs", "9"), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: epochs is 9, was absent");
    }

    private static Map<String, String> settings(String... arguments) {
        return Settings.resumable(TrainOptions.parse(arguments), new Settings.Found(InputFormat.IDX, 10, 2), Map.of());
    }
}
