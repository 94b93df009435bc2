package lenetspark.config.option;

import java.util.List;
import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.ReportConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options and arguments of {@code report}, a picocli mixin. */
@Command(optionListHeading = "%nReport:%n")
public final class ReportOptions {

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "Run directory; several directories are compared on one page.")
    List<String> runs = List.of();

    @Option(
            names = "--output",
            paramLabel = "URI",
            description = "Directory for index.html (default: report in the run directory; none for several runs).")
    @Nullable String output;

    /**
     * Returns the settings.
     *
     * @throws ConfigException if there is no run, several runs have no output, or a path or URI is blank or contains a secret
     */
    public ReportConfig toConfig() {
        return new ReportConfig(runs, Optional.ofNullable(output));
    }
}
