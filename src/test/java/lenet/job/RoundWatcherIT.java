package lenet.job;

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

/** A round of two partitions, one of which does not end. */
class RoundWatcherIT {

    /** Where the tasks can reach it: they run in this process. */
    private static final CountDownLatch FREE = new CountDownLatch(1);

    private static final CountDownLatch STUCK = new CountDownLatch(1);

    @Test
    void shouldSayWhereThePartitionRunsThatARoundWaitsFor() throws Exception {
        AtomicLong seconds = new AtomicLong();
        RoundWatch watch = new RoundWatch(() -> TimeUnit.SECONDS.toNanos(seconds.get()));
        SparkConf conf = new SparkConf(false)
                .setMaster("local[2]")
                .setAppName("watch")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(conf);
                RoundWatcher watcher = new RoundWatcher(context.sc(), watch)) {
            context.sc().addSparkListener(watcher);
            // Two of the first round and one of the second, heard of after the watcher was told.
            CountDownLatch reported = new CountDownLatch(3);
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    reported.countDown();
                }
            });
            context.setJobDescription("epoch 1 round 1 of 2: train 2 replicas");
            context.parallelize(List.of(0, 1), 2).count();
            context.setJobDescription("epoch 1 round 2 of 2: train 2 replicas");
            JavaFutureAction<Void> round = context.parallelize(List.of(0, 1), 2).foreachAsync(partition -> {
                if (partition == 1) {
                    STUCK.countDown();
                    FREE.await();
                }
            });
            STUCK.await();
            reported.await();
            context.setJobDescription("epoch 1: validate");
            context.parallelize(List.of(0), 1).count();
            context.sc().listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(60));
            seconds.addAndGet(100);

            assertThat(watch.alarm())
                    .get()
                    .asString()
                    .matches(
                            "epoch 1 round 2 of 2: train 2 replicas: under way for"
                                    + " 100 s, usual are 0.0 s; waiting for partition 1 \\(running on \\S+, executor driver\\)");
            FREE.countDown();
            round.get();
            context.sc().listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(60));
            seconds.addAndGet(10_000);
            assertThat(watch.alarm()).isEmpty();
        }
    }
}
