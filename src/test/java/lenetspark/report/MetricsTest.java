package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static Metrics parse(String text) {
        return Metrics.parse(text.lines().toList());
    }

    @Test
    void shouldKeepRoundsAndEpochsInOrder() {
        Metrics metrics = parse(RunDirectories.round(1, 1, 2)
                + RunDirectories.round(1, 2, 2)
                + RunDirectories.epoch(1)
                + "{\"event\":\"run\",\"reason\":\"all epochs trained\"}\n");

        assertThat(metrics.rounds())
                .extracting(round -> round.get("round").asInt())
                .containsExactly(1, 2);
        assertThat(metrics.epochs())
                .extracting(epoch -> epoch.get("epoch").asInt())
                .containsExactly(1);
        assertThat(metrics.warnings("file:/run")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"rou",
                "",
                "7",
                "null",
                "{\"event\":\"round\"}",
                "{\"event\":\"round\",\"epoch\":1,\"round\":1,\"rounds\":0}",
                "{\"event\":\"epoch\",\"epoch\":\"one\"}",
                "{\"event\":\"epoch\",\"epoch\":1} {",
                "\u0000\ufffd"
            })
    void shouldSkipAndReportALineThatIsNotAnEvent(String line) {
        Metrics metrics = parse(RunDirectories.epoch(1) + line + "\n" + RunDirectories.epoch(2));

        assertThat(metrics.epochs()).hasSize(2);
        assertThat(metrics.rounds()).isEmpty();
        assertThat(metrics.warnings("file:/run"))
                .containsExactly("file:/run/metrics.jsonl: line 2 is damaged and skipped");
    }

    @Test
    void shouldReportTheNumberOfDamagedLines() {
        assertThat(parse("{\n" + RunDirectories.epoch(1) + "{\n{\n").warnings("file:/run"))
                .containsExactly("file:/run/metrics.jsonl: line 1 and 2 more are damaged and skipped");
    }

    @Test
    void shouldSumExamplesAndSeconds() {
        Metrics metrics = parse(RunDirectories.epoch(1) + RunDirectories.epoch(2));

        assertThat(metrics.totals().get("examples").asDouble()).isEqualTo(1_200);
        assertThat(metrics.totals().get("seconds").asDouble()).isEqualTo(3);
    }

    @Test
    void shouldBeEmptyForAnEmptyFile() {
        Metrics metrics = parse("");

        assertThat(metrics.rounds()).isEmpty();
        assertThat(metrics.epochs()).isEmpty();
        assertThat(metrics.warnings("file:/run")).isEmpty();
    }
}
