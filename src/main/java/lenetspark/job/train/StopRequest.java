package lenetspark.job.train;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lenetspark.job.Console;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The wish to end of whoever sends SIGTERM or SIGINT. From the signal on the JVM is shutting down; what it does first is to
 * wait here for the job, which ends after its round with a checkpoint. The JVM then exits with 128 and the signal's number.
 */
final class StopRequest implements AutoCloseable {

    /** Why a run ended that was stopped. */
    static final String REASON = "stopped by a signal";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Before Spark's own hook, which stops the context: Hadoop runs one after another, and Spark's has 40 there. */
    private static final int PRIORITY = 100;

    private final Console console;
    private final Duration patience;
    private final CountDownLatch jobEnded = new CountDownLatch(1);
    private final Runnable hook = this::await;
    private volatile boolean received;
    private volatile boolean running;

    StopRequest(Console console, Duration patience) {
        this.console = console;
        this.patience = patience;
    }

    /** Listens until it is closed. */
    static StopRequest listen(Console console) {
        StopRequest signal = new StopRequest(console, PATIENCE);
        ShutdownHookManager hooks = ShutdownHookManager.get();
        if (hooks.isShutdownInProgress()) {
            signal.received = true;
        } else {
            // Hadoop would go on after 30 s.
            hooks.addShutdownHook(signal.hook, PRIORITY, PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
        }
        return signal;
    }

    /** Whether there was a signal. */
    boolean isReceived() {
        return received;
    }

    /** From here on there is a run that a signal ends with a checkpoint. */
    void runBegins() {
        running = true;
    }

    /** The reason to end, once there was a signal. */
    Optional<String> reason() {
        return received ? Optional.of(REASON) : Optional.empty();
    }

    /** What the JVM does on a signal. */
    void await() {
        received = true;
        console.warn(
                running
                        ? "asked to stop: ending after this round, with a checkpoint, within " + patience.toSeconds()
                                + " s"
                        : "asked to stop before the run began: ending at once, the run directory is as it was");
        try {
            if (!jobEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                console.warn("the round did not end within " + patience.toSeconds()
                        + " s: --resume goes on from the checkpoint before");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The job has ended: nothing is waited for any more. */
    @Override
    public void close() {
        jobEnded.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            try {
                ShutdownHookManager.get().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal came this very moment; the hook finds that the job has ended.
            }
        }
    }
}
