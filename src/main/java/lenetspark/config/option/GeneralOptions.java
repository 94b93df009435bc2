package lenetspark.config.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of all commands, a picocli mixin. They are valid on the command line only, not in a file. */
@Command(optionListHeading = "%nGeneral:%n")
public final class GeneralOptions {

    /** Option that names a configuration file. */
    public static final String CONFIG = "--config";

    /** Option that prints stack traces. */
    public static final String VERBOSE = "--verbose";

    /** Option that suppresses progress. */
    public static final String QUIET = "--quiet";

    /** Option that prints the help. */
    public static final String HELP = "--help";

    /** Option that prints the version. */
    public static final String VERSION = "--version";

    @Option(
            names = CONFIG,
            paramLabel = "URI",
            description = "HOCON, .properties or .json file of options; command-line options take precedence.")
    @Nullable String config;

    @Option(names = VERBOSE, description = "Print the stack trace of an error.")
    boolean verbose;

    @Option(names = QUIET, description = "Print results, warnings and errors, but no progress.")
    boolean quiet;

    @Option(names = HELP, usageHelp = true, description = "Print this help.")
    boolean help;

    @Option(
            names = VERSION,
            versionHelp = true,
            description = "Print the version and the commit that it was built from.")
    boolean version;
}
