package lenetspark.job.train;

import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.JavaConverters;

/**
 * Reports rounds, and where their tasks run, to a {@link StragglerDetector}, and prints its warnings. Recognizes the Spark jobs
 * of rounds by their descriptions.
 */
final class StragglerListener extends SparkListener implements AutoCloseable {

    private static final String DESCRIPTION_PROPERTY = "spark.job.description";
    private static final String ROUND_DESCRIPTION = "epoch \\d+ from round \\d+: .*";
    private static final int CHECK_INTERVAL_SECONDS = 5;
    private static final int NO_STAGE = -1;

    private final SparkContext context;
    private final StragglerDetector detector;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new BasicThreadFactory.Builder()
                    .namingPattern("straggler-detector")
                    .daemon(true)
                    .build());

    // Not volatile: Spark calls a listener from one thread.
    private int stage = NO_STAGE;

    StragglerListener(SparkContext context, StragglerDetector detector) {
        this.context = context;
        this.detector = detector;
    }

    /** Starts to check for stuck rounds until the listener is closed. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static StragglerListener start(SparkContext context, Consumer<String> warnings) {
        StragglerDetector detector = new StragglerDetector(System::nanoTime);
        StragglerListener listener = new StragglerListener(context, detector);
        context.addSparkListener(listener);
        listener.scheduler.scheduleWithFixedDelay(
                () -> detector.detect().ifPresent(warnings),
                CHECK_INTERVAL_SECONDS,
                CHECK_INTERVAL_SECONDS,
                TimeUnit.SECONDS);
        return listener;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        String name = start.properties() == null ? null : start.properties().getProperty(DESCRIPTION_PROPERTY);
        if (name == null || !name.matches(ROUND_DESCRIPTION)) {
            return;
        }
        // Replicas train in the first stage of a round. Tree aggregation adds a second stage.
        JavaConverters.seqAsJavaList(start.stageInfos()).stream()
                .min(Comparator.comparingInt(StageInfo::stageId))
                .ifPresent(training -> {
                    stage = training.stageId();
                    detector.jobStarted();
                });
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        if (start.stageId() == stage) {
            TaskInfo task = start.taskInfo();
            detector.setTaskState(
                    task.partitionId(), "running on %s, executor %s".formatted(task.host(), task.executorId()));
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.stageId() != stage) {
            return;
        }
        if (end.taskInfo().successful()) {
            detector.taskCompleted(end.taskInfo().partitionId());
        } else {
            detector.setTaskState(
                    end.taskInfo().partitionId(), "failed on " + end.taskInfo().host());
        }
    }

    /** Records the start of a round; {@code epoch} and {@code round} count from 1. */
    void roundStarted(int epoch, int round, int rounds, int replicas) {
        detector.roundStarted(
                epoch,
                round,
                "epoch %d round %d of %d: train %d replicas".formatted(epoch, round, rounds, replicas),
                replicas);
    }

    /** Records that the result of a replica has arrived. */
    void replicaCompleted(int epoch, int round, int partition) {
        detector.partitionCompleted(epoch, round, partition);
    }

    /** Records the end of the current round. */
    void roundCompleted() {
        detector.roundCompleted();
    }

    @Override
    public void close() {
        scheduler.shutdown();
        context.removeSparkListener(this);
    }
}
