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
    private Optional<String> stopRequest = Optional.empty();

    private StoppingRule rule(StoppingConfig config) {
        return new StoppingRule(config, () -> stopRequest, () -> nanos);
    }

    private StoppingRule withPatience(int patience, StoppingConfig.Metric metric, double minDelta) {
        return rule(new StoppingConfig(
                OptionalInt.of(patience), metric, minDelta, OptionalDouble.empty(), Optional.empty()));
    }

    @Test
    void shouldNotStopWithoutALimit() {
        StoppingRule rule = rule(new StoppingConfig(
                OptionalInt.empty(), StoppingConfig.Metric.ACCURACY, 0, OptionalDouble.empty(), Optional.empty()));
        rule.recordValidation(1, 0.5, 1);
        nanos = Long.MAX_VALUE;

        assertThat(rule.afterEpoch(1_000, 0.5)).isEmpty();
    }

    @Test
    void shouldStopWhenTheAccuracyDidNotImproveWithinThePatience() {
        StoppingRule rule = withPatience(2, StoppingConfig.Metric.ACCURACY, 0);
        rule.recordValidation(1, 0.5, 1);
        rule.recordValidation(2, 0.5, 0.1);
        assertThat(rule.afterEpoch(2, 0.5)).isEmpty();
        rule.recordValidation(3, 0.49, 0.1);

        assertThat(rule.afterEpoch(3, 0.5)).contains("no better validation accuracy in 2 epochs");
        rule.recordValidation(3, 0.51, 2);
        assertThat(rule.afterEpoch(3, 0.51)).isEmpty();
    }

    @Test
    void shouldStopWhenTheLossDidNotImproveWithinThePatience() {
        StoppingRule rule = withPatience(2, StoppingConfig.Metric.LOSS, 0);
        rule.recordValidation(1, 0.5, 1);
        rule.recordValidation(2, 0.6, 1);
        rule.recordValidation(3, 0.7, 1.5);

        assertThat(rule.afterEpoch(3, 0.7)).contains("no better validation loss in 2 epochs");
        rule.recordValidation(3, 0.1, 0.9);
        assertThat(rule.afterEpoch(3, 0.7)).isEmpty();
    }

    @Test
    void shouldAccumulateChangesThatAreEachTooSmall() {
        StoppingRule rule = withPatience(3, StoppingConfig.Metric.ACCURACY, 0.25);
        rule.recordValidation(1, 0.5, 1);
        rule.recordValidation(2, 0.625, 1);
        rule.recordValidation(3, 0.75, 1);
        assertThat(rule.improvement()).isEqualTo(new Improvement(1, 0.5, 1));
        rule.recordValidation(4, 0.875, 1);

        assertThat(rule.improvement()).isEqualTo(new Improvement(4, 0.875, 1));
    }

    @Test
    void shouldContinueThePatienceOfTheResumedRun() {
        StoppingRule previous = withPatience(3, StoppingConfig.Metric.LOSS, 0.5);
        previous.recordValidation(1, 0.5, 1);
        previous.recordValidation(2, 0.5, 0.75);
        StoppingRule resumed = withPatience(3, StoppingConfig.Metric.LOSS, 0.5);
        resumed.resume(previous.improvement());
        resumed.recordValidation(3, 0.5, 0.625);
        resumed.recordValidation(4, 0.5, 0.625);

        assertThat(resumed.reasonAfterValidation(4, 0.5)).contains("no better validation loss in 3 epochs");
    }

    @Test
    void shouldStopAtTheTargetAccuracyAndAtTheMaximumTime() {
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
        assertThat(rule.reasonAfterRound()).contains("max time of 1h30m reached");
    }

    @Test
    void shouldStopOnRequest() {
        StoppingRule rule = withPatience(3, StoppingConfig.Metric.ACCURACY, 0);
        stopRequest = Optional.of("stopped by a signal");

        assertThat(rule.reasonAfterRound()).contains("stopped by a signal");
        assertThat(rule.afterEpoch(1, 0.5)).contains("stopped by a signal");
    }
}
