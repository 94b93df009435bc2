package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Test;

/** A job of three partitions: one completes, one sends its result and keeps running, and one is stuck. */
class StragglerListenerIT {

    /** Static, so that the tasks, which run in this process, can use it. */
    private static final CountDownLatch FREE = new CountDownLatch(1);

    private static final CountDownLatch STUCK = new CountDownLatch(2);

    @Test
    void shouldReportWhereTheMissingPartitionRuns() throws Exception {
        AtomicLong seconds = new AtomicLong();
        StragglerDetector detector = new StragglerDetector(() -> TimeUnit.SECONDS.toNanos(seconds.get()));
        SparkConf conf = new SparkConf(false)
                .setMaster("local[4]")
                .setAppName("straggler-listener")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(conf);
                StragglerListener listener = new StragglerListener(context.sc(), detector)) {
            context.sc().addSparkListener(listener);
            CountDownLatch reported = new CountDownLatch(1);
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    reported.countDown();
                }
            });
            listener.roundStarted(1, 1, 3, 3);
            listener.roundCompleted();
            context.setJobDescription("epoch 1 from round 2: train 3 replicas");
            listener.roundStarted(1, 2, 3, 3);
            JavaFutureAction<Void> round = context.parallelize(List.of(0, 1, 2), 3)
                    .foreachAsync(partition -> {
                        if (partition > 0) {
                            STUCK.countDown();
                            FREE.await();
                        }
                    });
            STUCK.await();
            reported.await();
            listener.replicaCompleted(1, 2, 2);
            context.setJobDescription("epoch 1: validate");
            context.parallelize(List.of(0), 1).count();
            context.sc().listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(60));
            seconds.addAndGet(100);

            assertThat(detector.detect())
                    .get()
                    .asString()
                    .matches(
                            "epoch 1 round 2 of 3: train 3 replicas: running for"
                                    + " 100 s, the median is 0.0 s; waiting for partition 1 \\(running on \\S+, executor driver\\)");
            FREE.countDown();
            round.get();
            listener.roundCompleted();
            seconds.addAndGet(10_000);
            assertThat(detector.detect()).isEmpty();
        }
    }
}
