package lenetspark.rounds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import lenetspark.spark.JobCancellation;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.concurrent.Await;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Runs rounds on the partitions of an RDD by Spark jobs whose tasks stay resident for the next round where possible (see {@link
 * RoundCoordinator}). Such a round costs one message to and from each task instead of describing, scheduling, sending and
 * starting the tasks of a job and reporting their ends. If a task cannot stay resident (fewer slots than partitions, a failure,
 * a long pause between two rounds, a slow task), the next round starts a new job, with the same results.
 *
 * <p>Not thread-safe.
 *
 * @param <T> the only element of a partition
 * @param <I> the input of a round
 * @param <R> the result of a partition
 */
public final class Rounds<T, I, R> implements AutoCloseable {

    private static final Duration IDLE_CHECK_INTERVAL = Duration.ofMillis(100);

    private static final ExecutionContext SAME_THREAD = ExecutionContext.fromExecutor(Runnable::run);

    private static final FiniteDuration CLOSE_TIMEOUT = FiniteDuration.create(10, TimeUnit.SECONDS);

    private final SparkContext context;
    private final JavaRDD<T> elements;
    private final RoundWork<T, I, R> work;
    private final RoundCoordinator<R> coordinator;
    private final MessageCodec codec;
    private final String endpoint;
    private final RpcEndpointRef endpointRef;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new BasicThreadFactory.Builder()
                    .namingPattern("rounds")
                    .daemon(true)
                    .build());
    private @Nullable FutureAction<BoxedUnit> job;
    private int round;

    /** Creates rounds on the partitions of {@code elements}, without starting a job yet. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public Rounds(JavaSparkContext context, JavaRDD<T> elements, RoundWork<T, I, R> work) {
        this.context = context.sc();
        this.elements = elements;
        this.work = work;
        coordinator = new RoundCoordinator<>(
                elements.getNumPartitions(), ResultLimit.of(context.getConf()), System::nanoTime);
        codec = new MessageCodec(this.context);
        endpoint = "rounds-" + elements.id();
        SparkEnv env = this.context.env();
        endpointRef = env.rpcEnv().setupEndpoint(endpoint, new RoundEndpoint<>(env.rpcEnv(), coordinator, codec));
        scheduler.scheduleWithFixedDelay(
                coordinator::expireIdle,
                IDLE_CHECK_INTERVAL.toMillis(),
                IDLE_CHECK_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Starts the tasks of the next round if none are resident, so that a round that begins soon need not wait for them. The
     * job takes its description from the Spark context.
     */
    public void prepare() {
        if (coordinator.isClosing()) {
            int session = coordinator.openSession();
            if (slots() >= elements.getNumPartitions()) {
                coordinator.waitForAllTasks();
            }
            job = submit(session);
        }
    }

    /** Returns the number of task slots of the present executors; other jobs may use some of them. */
    private int slots() {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /**
     * Runs a round. If its Spark job fails or is cancelled, or was cancelled since the previous round, throws what Spark's own
     * actions throw. Further rounds may be run after that.
     *
     * @param input of every partition's work
     * @param resultListener called with every partition whose result has arrived, on a Spark thread, possibly after the end of
     *     the round
     * @return the results, in the order of the partitions
     * @throws ResultSizeException if the results are larger than {@code spark.driver.maxResultSize}
     */
    public List<R> run(I input, IntConsumer resultListener) {
        Object request = codec.encode(new RoundRequest<>(++round, input));
        throwIfFailed();
        while (!coordinator.beginRound(round, request, resultListener)) {
            prepare();
        }
        try {
            coordinator.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new IllegalStateException("Interrupted while waiting for the results of a round", e);
        }
        throwIfFailed();
        return coordinator.results();
    }

    private FutureAction<BoxedUnit> submit(int session) {
        List<Object> partitions = new ArrayList<>();
        for (int partition = 0; partition < elements.getNumPartitions(); partition++) {
            partitions.add(partition);
        }
        FutureAction<BoxedUnit> submitted = context.submitJob(
                elements.rdd(),
                new ResidentTask<>(endpoint, codec, session, work),
                JavaConverters.asScalaBuffer(partitions),
                new IgnoreTaskResult(),
                new NoJobResult());
        submitted.onComplete(new JobEndListener(coordinator, session), SAME_THREAD);
        return submitted;
    }

    /** Notifies the coordinator when the job of a session ends. */
    private static final class JobEndListener extends AbstractFunction1<Try<BoxedUnit>, BoxedUnit> {
        private final RoundCoordinator<?> coordinator;
        private final int session;

        JobEndListener(RoundCoordinator<?> coordinator, int session) {
            this.coordinator = coordinator;
            this.session = session;
        }

        @Override
        public BoxedUnit apply(Try<BoxedUnit> result) {
            Throwable cause = result.isFailure() ? result.failed().get() : null;
            coordinator.jobEnded(
                    session, cause, cause != null && JobCancellation.of(cause).isPresent());
            return BoxedUnit.UNIT;
        }
    }

    /** Ignores what the tasks return, because their results were in their replies. */
    private static final class IgnoreTaskResult extends AbstractFunction2<Object, Integer, BoxedUnit> {
        @Override
        public BoxedUnit apply(Object partition, Integer rounds) {
            return BoxedUnit.UNIT;
        }
    }

    private static final class NoJobResult extends AbstractFunction0<BoxedUnit> {
        @Override
        public BoxedUnit apply() {
            return BoxedUnit.UNIT;
        }
    }

    private void throwIfFailed() {
        Throwable failure = coordinator.failure();
        if (failure != null) {
            cancel();
            throw Rounds.<RuntimeException>sneakyThrow(failure);
        }
    }

    /** Throws {@code cause} unchanged. Spark's actions, written in Scala, throw checked exceptions without declaring them too. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneakyThrow(Throwable cause) throws E {
        throw (E) cause;
    }

    private void cancel() {
        coordinator.abandonSession();
        if (job != null) {
            job.cancel();
        }
    }

    /** Makes resident tasks exit, which frees their slots. To be called when no round follows soon. */
    public void releaseSlots() {
        coordinator.closeSession();
    }

    /** Waits until the tasks have exited. Failures and cancellations of their jobs are ignored from now on. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        coordinator.abandonSession();
        if (job != null) {
            try {
                Await.ready(job, CLOSE_TIMEOUT);
            } catch (TimeoutException e) {
                job.cancel();
            } catch (InterruptedException e) {
                job.cancel();
                Thread.currentThread().interrupt();
            }
        }
        context.env().rpcEnv().stop(endpointRef);
    }
}
