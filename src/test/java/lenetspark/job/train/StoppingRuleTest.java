package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import lenetspark.checkpoint.Progress.Improvement;
import lenetspark.config.StoppingConfig;
import org.junit.jupiter.api.Test;

class StoppingRuleTest {

    private long nanos;
    private Optional<String> signal = Optional.empty();

    private StoppingRule rule(StoppingConfig config) {
        return new StoppingRule(config, () -> signal, () -> nanos);
    }

    private StoppingRule patient(int patience, StoppingConfig.Metric metric, double minDelta) {
        return rule(new StoppingConfig(
                OptionalInt.of(patience), metric, minDelta, OptionalDouble.empty(), Optional.empty()));
    }

    @Test
    void shouldGoOnWithoutALimit() {
        StoppingRule rule = rule(new StoppingConfig(
                OptionalInt.empty(), StoppingConfig.Metric.ACCURACY, 0, OptionalDouble.empty(), Optional.empty()));
        rule.validated(1, 0.5, 1);
        nanos = Long.MAX_VALUE;

        assertThat(rule.afterEpoch(1_000, 0.5)).isEmpty();
    }

    @Test
    void shouldWaitForABetterAccuracyAsLongAsItsPatience() {
        StoppingRule rule = patient(2, StoppingConfig.Metric.ACCURACY, 0);
        rule.validated(1, 0.5, 1);
        rule.validated(2, 0.5, 0.1);
        assertThat(rule.afterEpoch(2, 0.5)).isEmpty();
        rule.validated(3, 0.49, 0.1);

        assertThat(rule.afterEpoch(3, 0.5)).contains("no better validation accuracy in 2 epochs");
        rule.validated(3, 0.51, 2);
        assertThat(rule.afterEpoch(3, 0.51)).isEmpty();
    }

    @Test
    void shouldWaitForALowerLossWhereThatIsTheMetric() {
        StoppingRule rule = patient(2, StoppingConfig.Metric.LOSS, 0);
        rule.validated(1, 0.5, 1);
        rule.validated(2, 0.6, 1);
        rule.validated(3, 0.7, 1.5);

        assertThat(rule.afterEpoch(3, 0.7)).contains("no better validation loss in 2 epochs");
        rule.validated(3, 0.1, 0.9);
        assertThat(rule.afterEpoch(3, 0.7)).isEmpty();
    }

    @Test
    void shouldTakeStepsTogetherThatAreEachTooSmall() {
        StoppingRule rule = patient(3, StoppingConfig.Metric.ACCURACY, 0.25);
        rule.validated(1, 0.5, 1);
        rule.validated(2, 0.625, 1);
        rule.validated(3, 0.75, 1);
        assertThat(rule.improvement()).isEqualTo(new Improvement(1, 0.5, 1));
        rule.validated(4, 0.875, 1);

        assertThat(rule.improvement()).isEqualTo(new Improvement(4, 0.875, 1));
    }

    @Test
    void shouldGoOnWaitingWhereTheRunBeforeLeftOff() {
        StoppingRule before = patient(3, StoppingConfig.Metric.LOSS, 0.5);
        before.validated(1, 0.5, 1);
        before.validated(2, 0.5, 0.75);
        StoppingRule after = patient(3, StoppingConfig.Metric.LOSS, 0.5);
        after.resume(before.improvement());
        after.validated(3, 0.5, 0.625);
        after.validated(4, 0.5, 0.625);

        assertThat(after.reached(4, 0.5)).contains("no better validation loss in 3 epochs");
    }

    @Test
    void shouldStopAtTheTargetAndWhenTimeIsUp() {
        StoppingRule rule = rule(new StoppingConfig(
                OptionalInt.empty(),
                StoppingConfig.Metric.ACCURACY,
                0,
                OptionalDouble.of(0.75),
                Optional.of(Duration.ofMinutes(90))));
        assertThat(rule.afterEpoch(1, 0.5)).isEmpty();
        assertThat(rule.afterEpoch(1, 0.75)).contains("target accuracy reached");
        nanos = Duration.ofMinutes(90).toNanos();

        assertThat(rule.afterEpoch(1, 0.5)).contains("max time of 1h30m reached");
        assertThat(rule.timeIsUp()).contains("max time of 1h30m reached");
    }

    @Test
    void shouldStopWhenItIsTold() {
        StoppingRule rule = patient(3, StoppingConfig.Metric.ACCURACY, 0);
        signal = Optional.of("stopped by a signal");

        assertThat(rule.timeIsUp()).contains("stopped by a signal");
        assertThat(rule.afterEpoch(1, 0.5)).contains("stopped by a signal");
    }
}
