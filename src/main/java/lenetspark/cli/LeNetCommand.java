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
import lenetspark.job.Job;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** The command line: {@code LeNetJob [train|evaluate|predict|export|report|summary] [options]}. */
public final class LeNetCommand {

    @Command(
            name = "LeNetJob",
            customSynopsis = "LeNetJob [train|evaluate|predict|export|report|summary] [options]",
            description = {
                "Train LeNet-5 on Spark by synchronous parameter averaging.",
                "No command means train: 'LeNetJob train --help' shows its options."
            },
            commandListHeading = "%nCommands:%n",
            subcommands = {
                TrainCommand.class,
                EvaluateCommand.class,
                PredictCommand.class,
                ExportCommand.class,
                ReportCommand.class,
                SummaryCommand.class
            })
    private static final class Root {

        @Mixin
        final GeneralOptions general = new GeneralOptions();
    }

    private final ConfigSource configs;
    private final Jobs jobs;
    private final PrintStream out;
    private final PrintStream err;

    LeNetCommand(ConfigSource configs, Jobs jobs, PrintStream out, PrintStream err) {
        this.configs = configs;
        this.jobs = jobs;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command that the arguments name. An error is one line on {@code err}, with the stack trace below it if the
     * arguments hold {@code --verbose}.
     *
     * @return the process's exit status, one of {@link ExitCode}
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        DefaultLogging.keepToWarnings();
        Console console = new Console(out, err, holds(List.of(arguments), GeneralOptions.QUIET));
        return new LeNetCommand(new StoredConfigSource(), Jobs.printingTo(console), out, err)
                .execute(List.of(arguments))
                .code();
    }

    ExitCode execute(List<String> arguments) {
        try {
            dispatch(arguments);
            return ExitCode.SUCCESS;
        } catch (Throwable e) {
            CommandFailure failure = CommandFailure.of(e);
            boolean verbose = holds(arguments, GeneralOptions.VERBOSE);
            boolean hint = failure.code() == ExitCode.FAILURE && !verbose;
            err.println("lenet: " + failure.line() + (hint ? "; run again with --verbose for the stack trace" : ""));
            if (verbose) {
                e.printStackTrace(err);
            }
            return failure.code();
        }
    }

    private void dispatch(List<String> arguments) throws Exception {
        CommandLine root = OptionParser.prepare(new CommandLine(new Root()));
        List<String> complete = new ArrayList<>(arguments);
        if (arguments.isEmpty() || (isOption(arguments.get(0)) && !isInformation(arguments.get(0)))) {
            complete.add(0, "train");
        }
        String name = complete.get(0);
        CommandLine command = isOption(name) ? root : OptionParser.subcommand(root, name);
        if (holds(complete, GeneralOptions.HELP)) {
            out.print(new HelpText(command));
        } else if (holds(complete, GeneralOptions.VERSION)) {
            out.println(BuildInfo.load());
        } else {
            job(root, command, complete).run();
        }
    }

    private Job job(CommandLine root, CommandLine command, List<String> arguments) {
        Optional<ConfigFile> file =
                configUri(command, arguments).map(uri -> ConfigFile.parse(uri, read(uri), command.getCommandSpec()));
        ParseResult parsed = OptionParser.parse(root, file, arguments).subcommand();
        JobCommand named = command.getCommand();
        try {
            return named.job(jobs);
        } catch (ConfigException e) {
            throw file.map(source -> source.locate(e, parsed)).orElse(e);
        }
    }

    // Before the other options are parsed, since the file holds defaults of theirs.
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
            return configs.read(uri);
        } catch (FileNotFoundException e) {
            throw new ConfigException("Config file must be an existing file, got: " + uri, e);
        } catch (IOException e) {
            throw new ConfigException("Config file cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isOption(String argument) {
        return argument.startsWith("-");
    }

    private static boolean isInformation(String argument) {
        return name(argument).equals(GeneralOptions.HELP) || name(argument).equals(GeneralOptions.VERSION);
    }

    private static boolean holds(List<String> arguments, String option) {
        return arguments.stream().anyMatch(argument -> name(argument).equals(option));
    }

    private static String name(String argument) {
        return argument.replaceFirst("(?s)=.*", "");
    }
}
