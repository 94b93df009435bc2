package lenetspark.job.train;

import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.JavaConverters;

/**
 * Tells a {@link StragglerDetector} of rounds, and where their tasks run: in the jobs of a Spark context that it knows by their
 * descriptions.
 */
final class StragglerListener extends SparkListener implements AutoCloseable {

    private static final String DESCRIPTION = "spark.job.description";
    private static final String ROUNDS = "epoch \\d+ from round \\d+: .*";
    private static final int GLANCE_SECONDS = 5;
    private static final int NONE = -1;

    private final SparkContext context;
    private final StragglerDetector watch;
    private final ScheduledExecutorService eye = Executors.newSingleThreadScheduledExecutor(glance -> {
        Thread thread = new Thread(glance, "round-watch");
        thread.setDaemon(true);
        return thread;
    });

    // Spark calls a listener from one thread.
    private int stage = NONE;

    StragglerListener(SparkContext context, StragglerDetector watch) {
        this.context = context;
        this.watch = watch;
    }

    /** Watches until it is closed. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static StragglerListener start(SparkContext context, Consumer<String> warnings) {
        StragglerDetector watch = new StragglerDetector(System::nanoTime);
        StragglerListener watcher = new StragglerListener(context, watch);
        context.addSparkListener(watcher);
        watcher.eye.scheduleWithFixedDelay(
                () -> watch.alarm().ifPresent(warnings), GLANCE_SECONDS, GLANCE_SECONDS, TimeUnit.SECONDS);
        return watcher;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        String name = start.properties() == null ? null : start.properties().getProperty(DESCRIPTION);
        if (name == null || !name.matches(ROUNDS)) {
            return;
        }
        // Replicas train in the first of a round's stages; there is another where their sums go through a tree.
        JavaConverters.seqAsJavaList(start.stageInfos()).stream()
                .min(Comparator.comparingInt(StageInfo::stageId))
                .ifPresent(training -> {
                    stage = training.stageId();
                    watch.jobBegan();
                });
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        if (start.stageId() == stage) {
            TaskInfo task = start.taskInfo();
            watch.taskIs(task.partitionId(), "running on %s, executor %s".formatted(task.host(), task.executorId()));
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.stageId() != stage) {
            return;
        }
        if (end.taskInfo().successful()) {
            watch.taskDone(end.taskInfo().partitionId());
        } else {
            watch.taskIs(
                    end.taskInfo().partitionId(), "failed on " + end.taskInfo().host());
        }
    }

    /** A round begins; {@code epoch} and {@code round} count from 0. */
    void roundBegan(int epoch, int round, int rounds, int replicas) {
        watch.roundBegan(
                epoch,
                round,
                "epoch %d round %d of %d: train %d replicas".formatted(epoch + 1, round + 1, rounds, replicas),
                replicas);
    }

    /** A replica's part of the round has arrived. */
    void replicaDone(int epoch, int round, int partition) {
        watch.partitionDone(epoch, round, partition);
    }

    /** The round is over. */
    void roundEnded() {
        watch.roundEnded();
    }

    @Override
    public void close() {
        eye.shutdown();
        context.removeSparkListener(this);
    }
}
