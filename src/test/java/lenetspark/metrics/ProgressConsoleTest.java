package lenetspark.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Locale;
import lenetspark.metrics.ProgressConsole.Medium;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressConsoleTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String REDRAW = "\r\u001b[K";
    private static final String END = System.lineSeparator();

    private final Locale locale = Locale.getDefault();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now = 17;

    @AfterEach
    void restoreTheLocale() {
        Locale.setDefault(locale);
    }

    private ProgressConsole console(Medium medium, int epochs) {
        return new ProgressConsole(new PrintStream(written, false, UTF_8), medium, epochs, () -> now);
    }

    private String written() {
        return written.toString(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "fa-IR"})
    void shouldNotDependOnTheLocale(String country) {
        Locale.setDefault(Locale.forLanguageTag(country));
        ProgressConsole console = console(Medium.LOG, 10);
        console.accept(Events.ROUND);
        console.accept(Events.EPOCH);

        assertThat(written())
                .isEqualTo("epoch 2/10  round 3/8  loss 0.3457  accuracy 91.23 %  12,346 examples/s  ETA -" + END
                        + "epoch 2/10  loss 0.2346  accuracy 95.00 %  validation 97.12 %  55,000 examples in 12.0 s"
                        + " (4,583/s: compute 75 %, averaging 5 %, waiting 20 %)" + END);
    }

    @Test
    void shouldOmitUnknownAccuracies() {
        ProgressConsole console = console(Medium.LOG, 3);
        console.accept(Events.round(1, 1, 2));
        console.accept(new TrainingEvent.Epoch(1, 3, 1, 10, 0.5, null, null, null, null, null, 10, 1, 1, 0, 0));

        assertThat(written()).doesNotContain("accuracy").doesNotContain("validation");
    }

    @Test
    void shouldShowTheAccuracyOfTheMovingAverageIfThereIsOne() {
        console(Medium.LOG, 3)
                .accept(new TrainingEvent.Epoch(1, 3, 1, 10, 0.5, null, 0.1, 0.98, 0.09, 0.985, 10, 1, 1, 0, 0));

        assertThat(written()).contains("validation 98.00 %  average 98.50 %  10 examples");
    }

    @Test
    void shouldOverwriteRoundsAndKeepEpochsOnATerminal() {
        ProgressConsole console = console(Medium.TERMINAL, 2);
        console.accept(Events.round(1, 1, 2));
        console.accept(Events.round(1, 2, 2));
        assertThat(written()).doesNotContain("\n");
        console.accept(Events.EPOCH);
        console.accept(new TrainingEvent.Checkpoint("epoch-0002-round-0000"));
        console.accept(Events.ROUND);
        console.accept(Events.RUN);

        String[] redrawn = written().split("\\Q" + REDRAW + "\\E", -1);
        assertThat(redrawn).hasSize(5);
        assertThat(redrawn[0]).isEmpty();
        assertThat(redrawn[1]).isEqualTo("epoch 1/2 [==========          ] loss 0.5000  1 examples/s on 1  ETA -");
        assertThat(redrawn[2])
                .startsWith("epoch 1/2 [====================] loss")
                .doesNotContain("\n");
        assertThat(redrawn[3]).startsWith("epoch 2/10  loss").endsWith(END).containsOnlyOnce(END);
        assertThat(redrawn[4])
                .startsWith(
                        "epoch 2/2 [=======             ] loss 0.3457  validation 97.12 %  12,346 examples/s on 4  ETA ")
                .endsWith("  saved epoch-0002-round-0000" + END);
    }

    @Test
    void shouldEndTheLineOfTheLastRoundWhenTheRunEndsWithinAnEpoch() {
        ProgressConsole console = console(Medium.TERMINAL, 2);
        console.accept(Events.round(1, 1, 2));
        console.accept(Events.RUN);

        assertThat(written()).endsWith(END);
    }

    @Test
    void shouldFlushEveryRoundOnATerminal() {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        PrintStream buffered = new PrintStream(new java.io.BufferedOutputStream(seen), false, UTF_8);
        new ProgressConsole(buffered, Medium.TERMINAL, 2, () -> now).accept(Events.round(1, 1, 2));

        assertThat(seen.toString(UTF_8)).contains("epoch 1/2 [==");
    }

    @Test
    void shouldWriteALineForEachRoundToALog() {
        ProgressConsole console = console(Medium.LOG, 2);
        console.accept(Events.round(1, 1, 2));
        console.accept(Events.round(1, 2, 2));
        console.accept(Events.RUN);

        assertThat(written().lines()).hasSize(2).allMatch(line -> line.startsWith("epoch 1/2  round "));
        assertThat(written()).doesNotContain("\u001b").doesNotContain("\r\u001b");
    }

    /** After the second of 2 x 10 rounds one duration is known, and 18 rounds are left. */
    @ParameterizedTest
    @CsvSource({"1,0:18", "10,3:00", "60,18:00", "200,1:00:00", "1000,5:00:00", "20000,100:00:00"})
    void shouldEstimateTheRemainingTimeFromTheCompletedRounds(long secondsPerRound, String left) {
        ProgressConsole console = console(Medium.LOG, 2);
        console.accept(Events.round(1, 1, 10));
        now += secondsPerRound * SECOND;
        console.accept(Events.round(1, 2, 10));

        assertThat(written().lines().toList().get(0)).endsWith("ETA -");
        assertThat(written().lines().toList().get(1)).endsWith("ETA " + left);
    }

    @Test
    void shouldEstimateFromTheStartPointOfAResumedRun() {
        ProgressConsole console = console(Medium.LOG, 4);
        console.accept(Events.round(3, 5, 10));
        now += 30 * SECOND;
        console.accept(Events.round(3, 8, 10));

        assertThat(written()).endsWith("ETA 2:00" + END);
    }

    @Test
    void shouldShowNoRemainingTimeAfterTheLastRound() {
        ProgressConsole console = console(Medium.LOG, 1);
        console.accept(Events.round(1, 1, 2));
        now += SECOND;
        console.accept(Events.round(1, 2, 2));

        assertThat(written()).endsWith("ETA 0:00" + END);
    }

    @Test
    void shouldAcceptANegativeClock() {
        now = -50 * SECOND;
        ProgressConsole console = console(Medium.LOG, 1);
        console.accept(Events.round(1, 1, 3));
        now += SECOND;
        console.accept(Events.round(1, 2, 3));

        assertThat(written()).endsWith("ETA 0:01" + END);
    }
}
