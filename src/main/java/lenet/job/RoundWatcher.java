package lenet.job;

import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.JavaConverters;

/** Tells a {@link RoundWatch} of the rounds of a Spark context, which it knows by the descriptions of their jobs. */
final class RoundWatcher extends SparkListener implements AutoCloseable {

    private static final String DESCRIPTION = "spark.job.description";
    private static final String ROUND = "epoch \\d+ round \\d+ of \\d+: .*";
    private static final int GLANCE_SECONDS = 5;
    private static final int NONE = -1;

    private final SparkContext context;
    private final RoundWatch watch;
    private final ScheduledExecutorService eye = Executors.newSingleThreadScheduledExecutor(glance -> {
        Thread thread = new Thread(glance, "round-watch");
        thread.setDaemon(true);
        return thread;
    });

    // Spark calls a listener from one thread.
    private int job = NONE;
    private int stage = NONE;

    RoundWatcher(SparkContext context, RoundWatch watch) {
        this.context = context;
        this.watch = watch;
    }

    /** Watches until it is closed. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static RoundWatcher start(SparkContext context, Consumer<String> warnings) {
        RoundWatch watch = new RoundWatch(System::nanoTime);
        RoundWatcher watcher = new RoundWatcher(context, watch);
        context.addSparkListener(watcher);
        watcher.eye.scheduleWithFixedDelay(
                () -> watch.alarm().ifPresent(warnings), GLANCE_SECONDS, GLANCE_SECONDS, TimeUnit.SECONDS);
        return watcher;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        String name = start.properties() == null ? null : start.properties().getProperty(DESCRIPTION);
        if (name == null || !name.matches(ROUND)) {
            return;
        }
        // Replicas train in the first of a round's stages; there is another where their sums go through a tree.
        JavaConverters.seqAsJavaList(start.stageInfos()).stream()
                .min(Comparator.comparingInt(StageInfo::stageId))
                .ifPresent(training -> {
                    job = start.jobId();
                    stage = training.stageId();
                    watch.roundBegan(name, training.numTasks());
                });
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        if (start.stageId() == stage) {
            TaskInfo task = start.taskInfo();
            watch.partitionIs(
                    task.partitionId(), "running on %s, executor %s".formatted(task.host(), task.executorId()));
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.stageId() != stage) {
            return;
        }
        if (end.taskInfo().successful()) {
            watch.partitionDone(end.taskInfo().partitionId());
        } else {
            watch.partitionIs(
                    end.taskInfo().partitionId(), "failed on " + end.taskInfo().host());
        }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        if (end.jobId() == job) {
            job = NONE;
            stage = NONE;
            watch.roundEnded();
        }
    }

    @Override
    public void close() {
        eye.shutdown();
        context.removeSparkListener(this);
    }
}
