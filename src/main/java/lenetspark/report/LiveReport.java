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
 * Keeps the report of a run up to date while it trains: a page that reloads itself, after an epoch, and on {@link #close} the
 * last one. Epochs that follow each other faster than anybody could see on the page share one, because the training waits
 * while it is made. Making it takes longer the longer the run is, and so does the pause after it: at least fifty times as
 * long. It never ends the training, unless the directory is lost: that it cannot be written is one warning, however often it
 * is tried again.
 *
 * <p>It goes behind the sink of the metrics, whose lines it shows: not those of the file, which can be older.
 */
public final class LiveReport implements EventSink, AutoCloseable {

    /** Half of what a reader waits for, so that what the reload brings is never much older. */
    private static final long LEAST_NANOS = Page.RELOAD_INTERVAL.dividedBy(2).toNanos();

    private static final int LEAST_PAUSE = 50;

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
     * The report in the directory {@code report} of a run.
     *
     * @param metrics the lines of the metrics so far
     * @param nanoTime as {@link System#nanoTime}
     * @param warnings hears one line, at most once
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
            pauseNanos = Math.max(LEAST_NANOS, LEAST_PAUSE * (written - now));
        }
    }

    /** Writes the last page, which says how the run ended, or that it has no result. */
    @Override
    public void close() {
        write(RunState.OVER);
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
