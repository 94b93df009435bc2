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
 * Runs rounds on the partitions of an RDD, by Spark jobs whose tasks stay for the next round where they can: it then costs
 * a message to and from each task, where a job has its tasks described, scheduled, sent, started and reported. Whatever
 * keeps a task from staying (fewer slots than partitions, a failure, a long pause between two rounds, a slow neighbour)
 * makes the next round a job of its own, and changes no result.
 *
 * <p>Used by one thread.
 *
 * @param <T> the only element of a partition
 * @param <O> what a round's work is given
 * @param <R> what comes of it
 */
public final class Rounds<T, O, R> implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final ExecutionContext ON_THE_SAME_THREAD = ExecutionContext.fromExecutor(Runnable::run);

    private static final FiniteDuration AT_THE_END = FiniteDuration.create(10, TimeUnit.SECONDS);

    private final SparkContext context;
    private final JavaRDD<T> elements;
    private final RoundWork<T, O, R> work;
    private final RoundCoordinator<R> coordinator;
    private final MessageCodec wire;
    private final String endpoint;
    private final RpcEndpointRef address;
    private final ScheduledExecutorService eye = Executors.newSingleThreadScheduledExecutor(glance -> {
        Thread thread = new Thread(glance, "rounds");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable FutureAction<BoxedUnit> job;
    private int round;

    /** Rounds on {@code elements}; no job is started yet. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public Rounds(JavaSparkContext context, JavaRDD<T> elements, RoundWork<T, O, R> work) {
        this.context = context.sc();
        this.elements = elements;
        this.work = work;
        coordinator = new RoundCoordinator<>(
                elements.getNumPartitions(), ResultLimit.of(context.getConf()), System::nanoTime);
        wire = new MessageCodec(this.context);
        endpoint = "rounds-" + elements.id();
        SparkEnv env = this.context.env();
        address = env.rpcEnv().setupEndpoint(endpoint, new RoundEndpoint<>(env.rpcEnv(), coordinator, wire));
        eye.scheduleWithFixedDelay(coordinator::glance, GLANCE.toMillis(), GLANCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts the tasks of the next round if they are not there: they are then when it begins, if that is soon. It takes the
     * job's description from the context.
     */
    public void prepare() {
        if (coordinator.isClosing()) {
            int session = coordinator.open();
            if (slots() >= elements.getNumPartitions()) {
                coordinator.expectAll();
            }
            job = submit(session);
        }
    }

    /** How many tasks the executors that are there run at a time; other jobs may have some of them. */
    private int slots() {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /**
     * Runs a round. What ended its Spark job is thrown as Spark's own actions throw it, and a cancelled job also if it was
     * cancelled since the round before. Other rounds may be run after that.
     *
     * @param order what every partition's work is given
     * @param reported is called with every partition whose result has arrived, on a thread of Spark's, possibly after the round's
     *     end
     * @return what the partitions made of it, in their order
     * @throws ResultSizeException if the results are larger than {@code spark.driver.maxResultSize}
     */
    public List<R> run(O order, IntConsumer reported) {
        Object message = wire.pack(new RoundRequest<>(++round, order));
        requireGoingOn();
        while (!coordinator.next(round, message, reported)) {
            prepare();
        }
        try {
            coordinator.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new IllegalStateException("Interrupted in a round", e);
        }
        requireGoingOn();
        return coordinator.results();
    }

    private FutureAction<BoxedUnit> submit(int session) {
        List<Object> partitions = new ArrayList<>();
        for (int partition = 0; partition < elements.getNumPartitions(); partition++) {
            partitions.add(partition);
        }
        FutureAction<BoxedUnit> submitted = context.submitJob(
                elements.rdd(),
                new ResidentTask<>(endpoint, wire, session, work),
                JavaConverters.asScalaBuffer(partitions),
                new Ignored(),
                new Nothing());
        submitted.onComplete(new Ended(coordinator, session), ON_THE_SAME_THREAD);
        return submitted;
    }

    /** Tells the coordinator of the end of a session's job. */
    private static final class Ended extends AbstractFunction1<Try<BoxedUnit>, BoxedUnit> {
        private final RoundCoordinator<?> coordinator;
        private final int session;

        Ended(RoundCoordinator<?> coordinator, int session) {
            this.coordinator = coordinator;
            this.session = session;
        }

        @Override
        public BoxedUnit apply(Try<BoxedUnit> end) {
            Throwable cause = end.isFailure() ? end.failed().get() : null;
            coordinator.ended(
                    session, cause, cause != null && JobCancellation.of(cause).isPresent());
            return BoxedUnit.UNIT;
        }
    }

    /** What the tasks return is of no interest: the results were in their reports. */
    private static final class Ignored extends AbstractFunction2<Object, Integer, BoxedUnit> {
        @Override
        public BoxedUnit apply(Object partition, Integer rounds) {
            return BoxedUnit.UNIT;
        }
    }

    private static final class Nothing extends AbstractFunction0<BoxedUnit> {
        @Override
        public BoxedUnit apply() {
            return BoxedUnit.UNIT;
        }
    }

    private void requireGoingOn() {
        Throwable failure = coordinator.failure();
        if (failure != null) {
            cancel();
            throw Rounds.<RuntimeException>asItIs(failure);
        }
    }

    /** Spark's Scala throws checked exceptions undeclared, and callers know how to read them. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asItIs(Throwable cause) throws E {
        throw (E) cause;
    }

    private void cancel() {
        coordinator.abandon();
        if (job != null) {
            job.cancel();
        }
    }

    /** Frees the slots of tasks that have stayed: no round follows soon. */
    public void leave() {
        coordinator.leave();
    }

    /** Waits until the tasks have left; what they were cancelled or lost by is no longer of interest. */
    @Override
    public void close() {
        eye.shutdownNow();
        coordinator.abandon();
        if (job != null) {
            try {
                Await.ready(job, AT_THE_END);
            } catch (TimeoutException e) {
                job.cancel();
            } catch (InterruptedException e) {
                job.cancel();
                Thread.currentThread().interrupt();
            }
        }
        context.env().rpcEnv().stop(address);
    }
}
