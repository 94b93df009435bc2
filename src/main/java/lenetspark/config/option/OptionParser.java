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

/** Parser of command lines with picocli: literal arguments, conversions by {@link OptionTypes}, errors of one line. */
public final class OptionParser {

    private OptionParser() {}

    /** Prepares a command and its subcommands for {@link #parse}; subcommands must have been added before. */
    public static CommandLine prepare(CommandLine command) {
        convert(command);
        command.getSubcommands().values().forEach(OptionParser::convert);
        return command.setExpandAtFiles(false).setPosixClusteredShortOptionsAllowed(false);
    }

    /**
     * Returns the subcommand of a name.
     *
     * @throws ConfigException if there is none; the message names the nearest one
     */
    public static CommandLine subcommand(CommandLine command, String name) {
        CommandLine found = command.getSubcommands().get(name);
        if (found == null) {
            List<String> known = new ArrayList<>(command.getSubcommands().keySet());
            // The commands help and version do not exist, so the error suggests the options.
            known.addAll(List.of(GeneralOptions.HELP, GeneralOptions.VERSION));
            throw new ConfigException("Unknown command '" + ConfigException.shown(name)
                    + "', the nearest known command is '" + NearestName.of(name, known) + "'");
        }
        return found;
    }

    /**
     * Assigns the arguments, and the values of the file for options that are not among them, to the option objects of the
     * command.
     *
     * @throws ConfigException if an argument is unknown, has no value or a value of the wrong type
     */
    public static ParseResult parse(CommandLine command, Optional<ConfigFile> file, List<String> arguments) {
        file.ifPresent(command::setDefaultValueProvider);
        // Values of a file are literal: picocli must not replace ${user.home} in them.
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

    /**
     * Converts a text as the command line does.
     *
     * @throws TypeConversionException if the text is not a value of the option
     */
    static void convert(OptionSpec option, String text) {
        if (option.converters().length == 0) {
            OptionTypes.parse(option.type(), text);
            return;
        }
        try {
            option.converters()[0].convert(text);
        } catch (TypeConversionException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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

    /** Returns the name of an option without its dashes, which is its key in a file, or the label of a positional argument. */
    static String name(ArgSpec option) {
        return option instanceof OptionSpec named ? named.longestName().replaceFirst("^-+", "") : option.paramLabel();
    }
}
