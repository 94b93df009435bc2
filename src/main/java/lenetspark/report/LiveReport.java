package lenetspark.report;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lenetspark.metrics.EventSink;
import lenetspark.metrics.TrainingEvent;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import org.jspecify.annotations.Nullable;

/**
 * Updates the report of a run during training. The page reloads itself; it is written after an epoch and a last time on
 * {@link #close}.
 *
 * <p>Training waits while the page is generated, and the time for this grows with the length of the run. Updates are
 * therefore skipped for {@value #PAUSE_FACTOR} times the duration of the last update, and for at least half of the
 * reload interval. A page that cannot be written causes one warning and does not stop the training. Only the loss of
 * the ownership of the run directory does.
 *
 * <p>This sink must come after the metrics sink, because it shows the lines of that sink and not those of the file,
 * which may be older.
 */
public final class LiveReport implements EventSink, AutoCloseable {

    /** Shortest pause between updates: half of the reload interval, so that a reloaded page is never much older. */
    private static final long MIN_PAUSE_NANOS =
            Page.RELOAD_INTERVAL.dividedBy(2).toNanos();

    /** Pause between updates as a multiple of the duration of an update. */
    private static final int PAUSE_FACTOR = 50;

    private final Directory run;
    private final Supplier<List<String>> metrics;
    private final LongSupplier nanoTime;
    private final Consumer<String> warnings;
    private @Nullable Page page;
    private @Nullable Long written;
    private long pauseNanos;
    private boolean outdated;
    private boolean warned;

    /**
     * Creates the updater of the report in the directory {@code report} of a run.
     *
     * @param run run directory
     * @param metrics supplies the lines of the metrics so far
     * @param nanoTime time source, as {@link System#nanoTime}
     * @param warnings receives at most one warning
     */
    public LiveReport(Directory run, Supplier<List<String>> metrics, LongSupplier nanoTime, Consumer<String> warnings) {
        this.run = run;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.warnings = warnings;
    }

    @Override
    public void accept(TrainingEvent event) {
        outdated |= event instanceof TrainingEvent.Epoch;
    }

    @Override
    public void flush() {
        long now = nanoTime.getAsLong();
        if (outdated && (written == null || now - written >= pauseNanos)) {
            outdated = false;
            write(RunState.RUNNING);
            written = nanoTime.getAsLong();
            pauseNanos = Math.max(MIN_PAUSE_NANOS, PAUSE_FACTOR * (written - now));
        }
    }

    /** Writes the last page, which shows the result of the run or that there is none. */
    @Override
    public void close() {
        write(RunState.ENDED);
    }

    private void write(RunState state) {
        try {
            RecordedRun recorded = RecordedRun.read(run, Metrics.parse(metrics.get()));
            recorded.warnings().forEach(this::warn);
            new RunReport(recorded, state, Clock.systemUTC().instant())
                    .writeTo(run.child(ReportWriter.DIRECTORY), page());
        } catch (OwnershipLostException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            warn("the report could not be written: " + (e.getMessage() == null ? e : e.getMessage()));
        }
    }

    private Page page() {
        if (page == null) {
            page = RunReport.page();
        }
        return page;
    }

    private void warn(String line) {
        if (!warned) {
            warned = true;
            warnings.accept(line);
        }
    }
}
