package lenetspark.report;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import lenetspark.data.DataException;
import lenetspark.storage.Directory;

/** Generates report pages from run directories. */
public final class ReportWriter {

    /** Name of the subdirectory of a run directory that contains its report. */
    public static final String DIRECTORY = "report";

    private final Clock clock;
    private final Consumer<String> warnings;

    /**
     * Creates a writer.
     *
     * @param clock supplies the time that the pages show
     * @param warnings receives warnings about damaged content that is skipped
     */
    public ReportWriter(Clock clock, Consumer<String> warnings) {
        this.clock = clock;
        this.warnings = warnings;
    }

    /**
     * Writes the report of one run, or the comparison of several.
     *
     * @param runs run directories, at least one
     * @param output directory of {@code index.html} and, for one run that has been evaluated, {@code draw.html}
     * @throws DataException if a run cannot be read
     * @throws IOException if the pages cannot be written
     */
    public void write(List<Directory> runs, Directory output) throws IOException {
        List<RecordedRun> recorded = runs.stream().map(RecordedRun::read).toList();
        recorded.forEach(run -> run.warnings().forEach(warnings));
        Instant now = clock.instant();
        if (recorded.size() == 1) {
            new RunReport(recorded.get(0), RunState.ENDED, now).writeTo(output, RunReport.page());
        } else {
            new ComparisonReport(recorded, now).writeTo(output);
        }
    }
}
