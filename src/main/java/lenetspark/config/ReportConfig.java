package lenetspark.config;

import java.util.List;
import java.util.Optional;

/**
 * Settings of a report.
 *
 * @param runs run directories, as paths or URIs; at least one
 * @param output directory for the page, as a path or URI; empty for {@code report} in the run directory
 */
@Section("Report")
public record ReportConfig(
        @Option(
                        name = "run",
                        label = "RUN",
                        description = "Run directory; several directories are compared on one page")
                List<String> runs,
        @Option(
                        name = "output",
                        label = "URI",
                        description = "Directory for index.html",
                        unset = "report in the run directory; none for several runs")
                Optional<String> output) {

    /**
     * Checks the paths and URIs.
     *
     * @throws ConfigException if there is no run, a path or URI is blank or contains a secret, or several runs have no output
     */
    public ReportConfig {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new ConfigException(
                    "Run is missing: name the run directory, or several to compare: report RUN [RUN...]");
        }
        runs.forEach(run -> Validation.location("run", run));
        Validation.location("output", output);
        if (runs.size() > 1 && output.isEmpty()) {
            throw ConfigException.about(
                    "output",
                    "Output is missing: name the directory for the comparison of several runs with --output URI");
        }
    }
}
