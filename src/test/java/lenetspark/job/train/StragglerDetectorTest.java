package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StragglerDetectorTest {

    private long seconds;
    private final StragglerDetector detector = new StragglerDetector(() -> TimeUnit.SECONDS.toNanos(seconds));

    private void round(long duration) {
        detector.roundStarted(0, 0, "epoch 1 round 1 of 9: train 2 replicas", 2);
        seconds += duration;
        detector.partitionCompleted(0, 0, 0);
        detector.partitionCompleted(0, 0, 1);
        detector.roundCompleted();
    }

    @Test
    void shouldReportARoundOfMoreThanAMinuteOnceWithTheMissingPartitions() {
        round(1);
        detector.roundStarted(2, 1, "epoch 3 round 2 of 9: train 4 replicas", 4);
        detector.setTaskState(0, "running on a, executor 1");
        detector.setTaskState(1, "running on b, executor 2");
        detector.setTaskState(2, "running on a, executor 1");
        detector.partitionCompleted(2, 1, 0);
        detector.setTaskState(2, "failed on a");
        seconds += 60;
        assertThat(detector.detect()).isEmpty();
        seconds += 1;

        assertThat(detector.detect())
                .contains(
                        "epoch 3 round 2 of 9: train 4 replicas: running for 61 s, the median is 1.0 s; waiting for"
                                + " partition 1 (running on b, executor 2), partition 2 (failed on a), partition 3 (not started)");
        assertThat(detector.detect()).isEmpty();
    }

    @Test
    void shouldReportARoundOfMoreThanTenTimesTheMedian() {
        round(20);
        round(20);
        round(1_000);
        detector.roundStarted(0, 3, "epoch 1 round 4 of 9: train 2 replicas", 2);
        seconds += 200;
        assertThat(detector.detect()).isEmpty();
        seconds += 1;

        assertThat(detector.detect()).isPresent();
    }

    @Test
    void shouldReportTheNextStuckRoundToo() {
        round(1);
        detector.roundStarted(0, 1, "epoch 1 round 2 of 9: train 2 replicas", 2);
        seconds += 100;
        assertThat(detector.detect()).isPresent();
        detector.roundCompleted();
        round(1);
        detector.roundStarted(0, 3, "epoch 1 round 4 of 9: train 2 replicas", 2);
        seconds += 100;

        assertThat(detector.detect()).get().asString().startsWith("epoch 1 round 4 of 9: ");
    }

    @Test
    void shouldReportNothingBeforeTheSecondRoundNorBetweenRounds() {
        detector.roundStarted(0, 0, "epoch 1 round 1 of 9: train 2 replicas", 2);
        seconds += 10_000;
        assertThat(detector.detect()).isEmpty();
        detector.roundCompleted();
        seconds += 1_000_000;
        assertThat(detector.detect()).isEmpty();
    }

    @Test
    void shouldIgnoreALateResultOfThePreviousRound() {
        round(1);
        detector.roundStarted(0, 1, "epoch 1 round 2 of 9: train 2 replicas", 2);
        detector.partitionCompleted(0, 0, 1);
        detector.partitionCompleted(1, 1, 1);
        detector.partitionCompleted(0, 1, 0);
        seconds += 100;

        assertThat(detector.detect()).get().asString().endsWith("waiting for partition 1 (not started)");
    }
}
