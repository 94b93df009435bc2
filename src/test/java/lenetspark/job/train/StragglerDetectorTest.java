package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StragglerDetectorTest {

    private long seconds;
    private final StragglerDetector watch = new StragglerDetector(() -> TimeUnit.SECONDS.toNanos(seconds));

    private void round(long duration) {
        watch.roundBegan(0, 0, "epoch 1 round 1 of 9: train 2 replicas", 2);
        seconds += duration;
        watch.partitionDone(0, 0, 0);
        watch.partitionDone(0, 0, 1);
        watch.roundEnded();
    }

    @Test
    void shouldNameARoundThatTakesLongerThanAMinuteOnceWithWhatItWaitsFor() {
        round(1);
        watch.roundBegan(2, 1, "epoch 3 round 2 of 9: train 4 replicas", 4);
        watch.taskIs(0, "running on a, executor 1");
        watch.taskIs(1, "running on b, executor 2");
        watch.taskIs(2, "running on a, executor 1");
        watch.partitionDone(2, 1, 0);
        watch.taskIs(2, "failed on a");
        seconds += 60;
        assertThat(watch.alarm()).isEmpty();
        seconds += 1;

        assertThat(watch.alarm())
                .contains(
                        "epoch 3 round 2 of 9: train 4 replicas: under way for 61 s, usual are 1.0 s; waiting for"
                                + " partition 1 (running on b, executor 2), partition 2 (failed on a), partition 3 (not started)");
        assertThat(watch.alarm()).isEmpty();
    }

    @Test
    void shouldTakeTenTimesTheMedianForStuck() {
        round(20);
        round(20);
        round(1_000);
        watch.roundBegan(0, 3, "epoch 1 round 4 of 9: train 2 replicas", 2);
        seconds += 200;
        assertThat(watch.alarm()).isEmpty();
        seconds += 1;

        assertThat(watch.alarm()).isPresent();
    }

    @Test
    void shouldNameTheNextRoundThatIsStuckToo() {
        round(1);
        watch.roundBegan(0, 1, "epoch 1 round 2 of 9: train 2 replicas", 2);
        seconds += 100;
        assertThat(watch.alarm()).isPresent();
        watch.roundEnded();
        round(1);
        watch.roundBegan(0, 3, "epoch 1 round 4 of 9: train 2 replicas", 2);
        seconds += 100;

        assertThat(watch.alarm()).get().asString().startsWith("epoch 1 round 4 of 9: ");
    }

    @Test
    void shouldSayNothingWithoutARoundToCompareWithNorBetweenRounds() {
        watch.roundBegan(0, 0, "epoch 1 round 1 of 9: train 2 replicas", 2);
        seconds += 10_000;
        assertThat(watch.alarm()).isEmpty();
        watch.roundEnded();
        seconds += 1_000_000;
        assertThat(watch.alarm()).isEmpty();
    }

    @Test
    void shouldNotTakeALateReportOfTheRoundBeforeForOneOfThisRound() {
        round(1);
        watch.roundBegan(0, 1, "epoch 1 round 2 of 9: train 2 replicas", 2);
        watch.partitionDone(0, 0, 1);
        watch.partitionDone(1, 1, 1);
        watch.partitionDone(0, 1, 0);
        seconds += 100;

        assertThat(watch.alarm()).get().asString().endsWith("waiting for partition 1 (not started)");
    }
}
