package lenetspark.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.option.ConfigFile;
import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.OptionParser;
import lenetspark.job.BuildInfo;
import lenetspark.job.Console;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Command line of the program: {@code LeNetJob [train|evaluate|predict|export|report|summary] [options]}. */
public final class LeNetCommand {

    /** Runs a command whose options have been parsed. */
    interface Runner {
        void run(Commands.Invocation<?> invocation) throws Exception;
    }

    private final Commands commands = Commands.all();
    private final ConfigSource configSource;
    private final Runner runner;
    private final PrintStream out;
    private final PrintStream err;

    LeNetCommand(ConfigSource configSource, Runner runner, PrintStream out, PrintStream err) {
        this.configSource = configSource;
        this.runner = runner;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command that the arguments name. An error is one line on {@code err}, followed by the stack trace if the
     * arguments contain {@code --verbose}.
     *
     * @return exit status of the process, a code of {@link ExitCode}
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        DefaultLogging.limitToWarnings();
        Console console = new Console(out, err, contains(List.of(arguments), GeneralOptions.QUIET));
        return new LeNetCommand(ConfigSource::readFile, invocation -> invocation.run(console), out, err)
                .execute(List.of(arguments))
                .code();
    }

    ExitCode execute(List<String> arguments) {
        try {
            dispatch(arguments);
            return ExitCode.SUCCESS;
        } catch (Throwable e) {
            CommandFailure failure = CommandFailure.of(e);
            boolean verbose = contains(arguments, GeneralOptions.VERBOSE);
            boolean hint = failure.code() == ExitCode.FAILURE && !verbose;
            err.println("lenet: " + failure.line() + (hint ? "; run again with --verbose for the stack trace" : ""));
            if (verbose) {
                e.printStackTrace(err);
            }
            return failure.code();
        }
    }

    private void dispatch(List<String> arguments) throws Exception {
        CommandLine root = commands.commandLine();
        List<String> withCommand = new ArrayList<>(arguments);
        if (arguments.isEmpty() || (isOption(arguments.get(0)) && !isHelpOrVersion(arguments.get(0)))) {
            withCommand.add(0, Commands.DEFAULT);
        }
        String name = withCommand.get(0);
        CommandLine command = isOption(name) ? root : OptionParser.subcommand(root, name);
        if (contains(withCommand, GeneralOptions.HELP)) {
            out.print(new HelpText(command));
        } else if (contains(withCommand, GeneralOptions.VERSION)) {
            out.println(BuildInfo.load());
        } else {
            runner.run(invocation(root, command, withCommand));
        }
    }

    private Commands.Invocation<?> invocation(CommandLine root, CommandLine command, List<String> arguments) {
        Optional<ConfigFile> file =
                configUri(command, arguments).map(uri -> ConfigFile.parse(uri, read(uri), command.getCommandSpec()));
        ParseResult parsed = OptionParser.parse(root, file, arguments).subcommand();
        try {
            return commands.invocation(command);
        } catch (ConfigException e) {
            throw file.map(config -> config.locate(e, parsed)).orElse(e);
        }
    }

    // Read before the other options are parsed, because the file contains their defaults.
    private static Optional<String> configUri(CommandLine command, List<String> arguments) {
        String prefix = GeneralOptions.CONFIG + "=";
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith(prefix)) {
                return Optional.of(arguments.get(i).substring(prefix.length()));
            }
            if (arguments.get(i).equals(GeneralOptions.CONFIG)) {
                return arguments.stream().skip(i + 1).findFirst().filter(next -> !isOption(command, next));
            }
        }
        return Optional.empty();
    }

    private static boolean isOption(CommandLine command, String argument) {
        return command.getCommandSpec().optionsMap().containsKey(name(argument));
    }

    private String read(String uri) {
        ConfigFile.requireNoSecret(uri);
        try {
            return configSource.read(uri);
        } catch (FileNotFoundException e) {
            throw new ConfigException("Config file must be an existing file, got: " + uri, e);
        } catch (IOException e) {
            throw new ConfigException("Config file cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isOption(String argument) {
        return argument.startsWith("-");
    }

    private static boolean isHelpOrVersion(String argument) {
        return name(argument).equals(GeneralOptions.HELP) || name(argument).equals(GeneralOptions.VERSION);
    }

    private static boolean contains(List<String> arguments, String option) {
        return arguments.stream().anyMatch(argument -> name(argument).equals(option));
    }

    private static String name(String argument) {
        return argument.replaceFirst("(?s)=.*", "");
    }
}
