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

/** A job of three partitions, of which one ends, one reports and stays, and one is stuck. */
class StragglerListenerIT {

    /** Where the tasks can reach it: they run in this process. */
    private static final CountDownLatch FREE = new CountDownLatch(1);

    private static final CountDownLatch STUCK = new CountDownLatch(2);

    @Test
    void shouldSayWhereThePartitionRunsThatARoundWaitsFor() throws Exception {
        AtomicLong seconds = new AtomicLong();
        StragglerDetector watch = new StragglerDetector(() -> TimeUnit.SECONDS.toNanos(seconds.get()));
        SparkConf conf = new SparkConf(false)
                .setMaster("local[4]")
                .setAppName("watch")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(conf);
                StragglerListener watcher = new StragglerListener(context.sc(), watch)) {
            context.sc().addSparkListener(watcher);
            CountDownLatch reported = new CountDownLatch(1);
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    reported.countDown();
                }
            });
            watcher.roundBegan(0, 0, 3, 3);
            watcher.roundEnded();
            context.setJobDescription("epoch 1 from round 2: train 3 replicas");
            watcher.roundBegan(0, 1, 3, 3);
            JavaFutureAction<Void> round = context.parallelize(List.of(0, 1, 2), 3)
                    .foreachAsync(partition -> {
                        if (partition > 0) {
                            STUCK.countDown();
                            FREE.await();
                        }
                    });
            STUCK.await();
            reported.await();
            watcher.replicaDone(0, 1, 2);
            context.setJobDescription("epoch 1: validate");
            context.parallelize(List.of(0), 1).count();
            context.sc().listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(60));
            seconds.addAndGet(100);

            assertThat(watch.alarm())
                    .get()
                    .asString()
                    .matches(
                            "epoch 1 round 2 of 3: train 3 replicas: under way for"
                                    + " 100 s, usual are 0.0 s; waiting for partition 1 \\(running on \\S+, executor driver\\)");
            FREE.countDown();
            round.get();
            watcher.roundEnded();
            seconds.addAndGet(10_000);
            assertThat(watch.alarm()).isEmpty();
        }
    }
}
