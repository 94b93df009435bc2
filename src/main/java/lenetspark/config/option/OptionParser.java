package lenetspark.config.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lenetspark.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Picocli as this project uses it: literal arguments, the conversions of {@link OptionTypes}, one line per error. */
public final class OptionParser {

    private OptionParser() {}

    /** Prepares a command and its subcommands for {@link #parse}; subcommands must have been added before. */
    public static CommandLine prepare(CommandLine command) {
        convert(command);
        command.getSubcommands().values().forEach(OptionParser::convert);
        return command.setExpandAtFiles(false).setPosixClusteredShortOptionsAllowed(false);
    }

    /**
     * The subcommand of that name.
     *
     * @throws ConfigException that names the nearest one, if there is none
     */
    public static CommandLine subcommand(CommandLine command, String name) {
        CommandLine found = command.getSubcommands().get(name);
        if (found == null) {
            List<String> known = new ArrayList<>(command.getSubcommands().keySet());
            // Who says help or version means these.
            known.addAll(List.of(GeneralOptions.HELP, GeneralOptions.VERSION));
            throw new ConfigException("Unknown command '" + ConfigException.shown(name)
                    + "', the nearest known command is '" + NearestName.of(name, known) + "'");
        }
        return found;
    }

    /**
     * Puts the arguments, then the file's values, into the objects that the command was made from.
     *
     * @throws ConfigException if an argument is unknown, lacks its value or has one of another type
     */
    public static ParseResult parse(CommandLine command, Optional<ConfigFile> file, List<String> arguments) {
        file.ifPresent(command::setDefaultValueProvider);
        // A file's values are literal: picocli must not replace ${user.home} in them.
        command.setInterpolateVariables(false);
        try {
            return command.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw explain(e);
        } finally {
            command.setInterpolateVariables(true);
        }
    }

    private static void convert(CommandLine command) {
        command.getCommandSpec().options().forEach(option -> convert(command, option.type()));
    }

    @SuppressWarnings("unchecked")
    private static <T> void convert(CommandLine command, Class<T> type) {
        command.registerConverter(type, text -> (T) OptionTypes.parse(type, text));
    }

    private static ConfigException explain(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unknown(command, unmatched.getUnmatched().get(0));
        }
        if (e instanceof OverwrittenOptionException overwritten) {
            String name = name(overwritten.getOverwritten());
            return ConfigException.about(name, "Option --" + name + " is given more than once: give it once");
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec option = missing.getMissing().get(0);
            return ConfigException.about(
                    name(option),
                    "Option --" + name(option) + " needs a value: --" + name(option) + " " + option.paramLabel());
        }
        if (e.getCause() instanceof TypeConversionException conversion && e.getArgSpec() != null) {
            return ConfigException.unusable(
                    name(e.getArgSpec()), String.valueOf(conversion.getMessage()), e.getValue());
        }
        return new ConfigException(String.valueOf(e.getMessage()), e);
    }

    private static ConfigException unknown(CommandSpec command, String argument) {
        if (!argument.startsWith("-")) {
            return new ConfigException("Unknown argument '" + ConfigException.shown(argument)
                    + "': the command comes first, and every other argument is an option or its value");
        }
        String given = argument.replaceFirst("(?s)=.*", "");
        List<String> known =
                command.options().stream().map(OptionSpec::longestName).toList();
        return new ConfigException("Unknown option '" + ConfigException.shown(given)
                + "', the nearest known option is '" + NearestName.of(given, known) + "'");
    }

    /** The option's name without its dashes: its key in a file. Of an argument without a name, what the help calls it. */
    static String name(ArgSpec option) {
        return option instanceof OptionSpec named ? named.longestName().replaceFirst("^-+", "") : option.paramLabel();
    }
}
