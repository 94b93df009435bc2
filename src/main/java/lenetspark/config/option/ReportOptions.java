package lenetspark.config.option;

import java.util.List;
import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.ReportConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options and arguments of {@code report}, a picocli mixin. */
@Command(optionListHeading = "%nReport:%n")
public final class ReportOptions {

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "Run directory; several are compared with each other.")
    List<String> runs = List.of();

    @Option(
            names = "--output",
            paramLabel = "URI",
            description = "Directory for index.html (default: report in the run directory; of several runs none).")
    @Nullable String output;

    /**
     * The values as a record.
     *
     * @throws ConfigException if no run is named, several have no output, or a place is blank or holds a secret
     */
    public ReportConfig toConfig() {
        return new ReportConfig(runs, Optional.ofNullable(output));
    }
}
