package lenet.report;

import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;
import lenet.metrics.EventSink;
import lenet.metrics.TrainingEvent;
import lenet.storage.Directory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the report of a run up to date while it trains: a page that reloads itself, after every epoch, and on {@link #close}
 * the last one. It never ends the training: that it cannot be written is one warning, however often it is tried again.
 *
 * <p>It goes behind the sink of the metrics file, because it is made from what that one has flushed.
 */
public final class LiveReport implements EventSink, AutoCloseable {

    private final Directory run;
    private final Runnable requireOwned;
    private final Consumer<String> warnings;
    private @Nullable Page page;
    private boolean outdated;
    private boolean warned;

    /**
     * The report in the directory {@code report} of a run.
     *
     * @param requireOwned throws an exception if the run directory is no longer this job's
     * @param warnings hears one line, at most once
     */
    public LiveReport(Directory run, Runnable requireOwned, Consumer<String> warnings) {
        this.run = run;
        this.requireOwned = requireOwned;
        this.warnings = warnings;
    }

    @Override
    public void accept(TrainingEvent event) {
        outdated |= event instanceof TrainingEvent.Epoch;
    }

    @Override
    public void flush() {
        if (outdated) {
            outdated = false;
            write(RunState.RUNNING);
        }
    }

    /** Writes the last page, which says how the run ended, or that it has no result. */
    @Override
    public void close() {
        write(RunState.OVER);
    }

    private void write(RunState state) {
        try {
            requireOwned.run();
            RecordedRun recorded = RecordedRun.read(run);
            recorded.warnings().forEach(this::warn);
            new RunReport(recorded, state, Clock.systemUTC().instant())
                    .writeTo(run.child(ReportWriter.DIRECTORY), page());
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
