package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import lenetspark.config.ConfigException;
import lenetspark.config.InputFormat;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.recipe.TrainingFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartPointTest {

    @ParameterizedTest
    @CsvSource({
        "--aggregation-depth=2, 'aggregation-depth is 1, was 2'",
        "--transposed=true, 'transposed is false, was true'",
        "--data-format=parquet --column=pixels, 'data-format is idx, was parquet; column is image, was pixels'",
        "--ema-decay=0.9, 'ema-decay is 0.0, was 0.9'",
    })
    void shouldRefuseToResumeWithoutAnOptionOfTheRun(String option, String difference) {
        assertThatThrownBy(() -> StartPoint.requireSame(settings(option.split(" ")), settings(), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: " + difference);
    }

    @Test
    void shouldNameASettingThatOnlyOneOfTheTwoHas() {
        assertThatThrownBy(() -> StartPoint.requireSame(
                        Map.of("seed", "1", "test", "abc"), Map.of("seed", "1", "l2", "0.5"), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: l2 is 0.5, was absent;"
                        + " test is absent, was abc");
    }

    @Test
    void shouldAllowMoreEpochsAndNoFewer() {
        assertThatCode(() -> StartPoint.requireSame(settings("--epochs=19"), settings("--epochs=20"), "file:/run"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StartPoint.requireSame(settings("--epochs=20"), settings("--epochs=19"), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: epochs is 19, was 20");
        assertThatThrownBy(() -> StartPoint.requireSame(Map.of(), Map.of("epochs", "9"), "file:/run"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:/run: cannot be resumed with other settings: epochs is 9, was absent");
    }

    private static Map<String, String> settings(String... arguments) {
        TrainConfig config = Options.parse(TrainConfig.class, arguments);
        return RunSettings.resumable(
                TrainingFactory.resolve(config, config.dataFormat().format().orElse(InputFormat.IDX), 10, 2, Map.of()),
                Map.of());
    }
}
