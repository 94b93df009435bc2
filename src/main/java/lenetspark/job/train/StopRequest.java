package lenetspark.job.train;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lenetspark.job.Console;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Converts SIGTERM and SIGINT into a request to stop after the current round. The signal starts the shutdown of the JVM, whose
 * first hook is this class: it waits for the job to write a checkpoint and to end. The JVM then exits with 128 plus the number
 * of the signal.
 */
final class StopRequest implements AutoCloseable {

    /** Reason recorded in {@code run.json} for a run that was stopped. */
    static final String REASON = "stopped by a signal";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Higher than that of Spark's hook (40), which stops the context: Hadoop runs hooks one by one in the order of priority. */
    private static final int HOOK_PRIORITY = 100;

    private final Console console;
    private final Duration timeout;
    private final CountDownLatch jobEnded = new CountDownLatch(1);
    private final Runnable hook = this::awaitJobEnd;
    private volatile boolean received;
    private volatile boolean runStarted;

    StopRequest(Console console, Duration timeout) {
        this.console = console;
        this.timeout = timeout;
    }

    /** Installs the shutdown hook, which is removed when the request is closed. */
    static StopRequest install(Console console) {
        StopRequest request = new StopRequest(console, TIMEOUT);
        ShutdownHookManager hooks = ShutdownHookManager.get();
        if (hooks.isShutdownInProgress()) {
            request.received = true;
        } else {
            // Without a timeout of its own the hook would be cancelled after 30 s, the default of Hadoop.
            hooks.addShutdownHook(request.hook, HOOK_PRIORITY, TIMEOUT.toSeconds() + 5, TimeUnit.SECONDS);
        }
        return request;
    }

    /** Returns whether a signal was received. */
    boolean isReceived() {
        return received;
    }

    /** Records that the run has started, so that a signal ends it with a checkpoint. */
    void runStarted() {
        runStarted = true;
    }

    /** Returns {@link #REASON} if a signal was received; otherwise empty. */
    Optional<String> reason() {
        return received ? Optional.of(REASON) : Optional.empty();
    }

    /** Requests the stop and waits until the job has ended or the timeout has passed. */
    void awaitJobEnd() {
        received = true;
        console.warn(
                runStarted
                        ? "stop requested: ending after this round with a checkpoint, within " + timeout.toSeconds()
                                + " s"
                        : "stop requested before the run started: ending now, the run directory is unchanged");
        try {
            if (!jobEnded.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                console.warn("the round did not end within " + timeout.toSeconds()
                        + " s: --resume continues from the previous checkpoint");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the wait of the shutdown hook, because the job has ended, and removes the hook. */
    @Override
    public void close() {
        jobEnded.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            try {
                ShutdownHookManager.get().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The shutdown has just started. The hook returns at once, because the job has ended.
            }
        }
    }
}
