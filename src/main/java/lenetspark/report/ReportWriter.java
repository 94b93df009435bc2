package lenetspark.report;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import lenetspark.data.DataException;
import lenetspark.storage.Directory;

/** Makes pages from what runs left in their directories. */
public final class ReportWriter {

    /** The name of the directory inside a run's that its own report is in. */
    public static final String DIRECTORY = "report";

    private final Clock clock;
    private final Consumer<String> warnings;

    /**
     * A writer of pages that say when they were made.
     *
     * @param warnings hears of what is damaged and left out
     */
    public ReportWriter(Clock clock, Consumer<String> warnings) {
        this.clock = clock;
        this.warnings = warnings;
    }

    /**
     * Writes the report of one run, or the comparison of several.
     *
     * @param runs at least one
     * @param output receives {@code index.html}, and {@code draw.html} of one run that has been tested
     * @throws DataException if a run cannot be read
     * @throws IOException if the pages cannot be written
     */
    public void write(List<Directory> runs, Directory output) throws IOException {
        List<RecordedRun> recorded = runs.stream().map(RecordedRun::read).toList();
        recorded.forEach(run -> run.warnings().forEach(warnings));
        Instant now = clock.instant();
        if (recorded.size() == 1) {
            new RunReport(recorded.get(0), RunState.OVER, now).writeTo(output, RunReport.page());
        } else {
            new ComparisonReport(recorded, now).writeTo(output);
        }
    }
}
