package lenetspark.config.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of every command, a picocli mixin. They are of the command line alone: a file cannot hold them. */
@Command(optionListHeading = "%nGeneral:%n")
public final class GeneralOptions {

    /** The option that names a configuration file. */
    public static final String CONFIG = "--config";

    /** The option for stack traces. */
    public static final String VERBOSE = "--verbose";

    /** The option for results without progress. */
    public static final String QUIET = "--quiet";

    /** The option for help. */
    public static final String HELP = "--help";

    /** The option for the version. */
    public static final String VERSION = "--version";

    @Option(
            names = CONFIG,
            paramLabel = "URI",
            description = "HOCON, .properties or .json file of options; the command line goes before it.")
    @Nullable String config;

    @Option(names = VERBOSE, description = "Show the stack trace of an error.")
    boolean verbose;

    @Option(names = QUIET, description = "Show results, warnings and errors alone, no progress.")
    boolean quiet;

    @Option(names = HELP, usageHelp = true, description = "Show this help.")
    boolean help;

    @Option(names = VERSION, versionHelp = true, description = "Show the version and the commit it was built from.")
    boolean version;
}
