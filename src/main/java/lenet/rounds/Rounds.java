package lenet.rounds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.concurrent.Await;
import scala.concurrent.duration.FiniteDuration;
import scala.runtime.AbstractFunction0;
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

    private static final FiniteDuration AT_THE_END = FiniteDuration.create(10, TimeUnit.SECONDS);

    private final SparkContext context;
    private final JavaRDD<T> elements;
    private final RoundWork<T, O, R> work;
    private final RoundCoordinator<R> coordinator;
    private final Wire wire;
    private final String endpoint;
    private final RpcEndpointRef address;
    private final ScheduledExecutorService eye = Executors.newSingleThreadScheduledExecutor(glance -> {
        Thread thread = new Thread(glance, "rounds");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable FutureAction<BoxedUnit> job;
    private int round;

    /**
     * Rounds on {@code elements}; no job is started yet.
     *
     * @param reported hears of every partition whose result has arrived in a round, on a thread of Spark's
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    public Rounds(JavaSparkContext context, JavaRDD<T> elements, RoundWork<T, O, R> work, IntConsumer reported) {
        this.context = context.sc();
        this.elements = elements;
        this.work = work;
        coordinator = new RoundCoordinator<>(elements.getNumPartitions(), reported, System::nanoTime);
        wire = new Wire(this.context);
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
     * Runs a round.
     *
     * @param order what every partition's work is given
     * @return what the partitions made of it, in their order
     */
    public List<R> run(O order) {
        Object message = wire.pack(new Order<>(++round, order));
        while (!coordinator.next(round, message)) {
            prepare();
        }
        try {
            while (!coordinator.await(GLANCE)) {
                requireRunning();
            }
            return coordinator.results();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new IllegalStateException("Interrupted in a round", e);
        }
    }

    private FutureAction<BoxedUnit> submit(int session) {
        List<Object> partitions = new ArrayList<>();
        for (int partition = 0; partition < elements.getNumPartitions(); partition++) {
            partitions.add(partition);
        }
        return context.submitJob(
                elements.rdd(),
                new StayingTask<>(endpoint, wire, session, work),
                JavaConverters.asScalaBuffer(partitions),
                new Ignored(),
                new Nothing());
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

    /** Throws what has ended the job, if it has ended before its time. */
    private void requireRunning() throws InterruptedException {
        if (job == null || !job.isCompleted() || coordinator.await(Duration.ZERO)) {
            return;
        }
        coordinator.leave();
        Try<BoxedUnit> end = job.value().get();
        if (end.isFailure()) {
            throw Rounds.<RuntimeException>asItIs(end.failed().get());
        }
        throw new IllegalStateException("A job of rounds ended without the results of round " + round);
    }

    /** Spark's Scala throws checked exceptions undeclared, and callers know how to read them. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asItIs(Throwable cause) throws E {
        throw (E) cause;
    }

    private void cancel() {
        coordinator.leave();
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
        coordinator.leave();
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
