package lenetspark.config.option;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lenetspark.config.ConfigException;
import lenetspark.config.Validation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * Configuration file of one command, with lines such as {@code epochs = 10}. Keys are the long names of the options, without
 * sections. The values depend on the text only: includes, environment variables and system properties are not supported.
 */
public final class ConfigFile implements IDefaultValueProvider {

    private final Map<String, ConfigText.Entry> entries;

    private ConfigFile(Map<String, ConfigText.Entry> entries) {
        this.entries = entries;
    }

    /**
     * Parses HOCON, or the format of the file name extension {@code .json} or {@code .properties}.
     *
     * @param name name of the file, for the extension and for messages
     * @param text content of the file
     * @param command command whose options are valid keys
     * @throws ConfigException with file and line, if the text is not of its format, a key is not an option of the
     *     command, or a value is not of the option's type
     */
    public static ConfigFile parse(String name, String text, CommandSpec command) {
        Map<String, OptionSpec> known = command.options().stream()
                .collect(Collectors.toMap(OptionParser::name, option -> option, (a, b) -> a, TreeMap::new));
        Map<String, ConfigText.Entry> entries = new LinkedHashMap<>();
        for (ConfigText.Entry entry : new ConfigText(name, text).entries()) {
            check(entry, known);
            entries.put(entry.key(), entry);
        }
        return new ConfigFile(entries);
    }

    /**
     * Checks that the URI of a file contains no secret.
     *
     * @throws ConfigException if it does; the message does not show the URI
     */
    public static void requireNoSecret(String uri) {
        Validation.withoutSecret(GeneralOptions.CONFIG.substring(2), uri);
    }

    /** Returns the value of an option as written in the file, or null if the file does not contain the option. */
    @Override
    public @Nullable String defaultValue(ArgSpec option) {
        ConfigText.Entry entry = entries.get(OptionParser.name(option));
        return entry == null ? null : entry.value();
    }

    /** Adds the file and line of the option to an error if the value came from the file. */
    public ConfigException locate(ConfigException error, ParseResult arguments) {
        return error.option()
                .filter(option -> !arguments.hasMatchedOption("--" + option))
                .map(entries::get)
                .map(entry -> error.at(entry.location()))
                .orElse(error);
    }

    private static void check(ConfigText.Entry entry, Map<String, OptionSpec> known) {
        OptionSpec option = known.get(entry.key());
        if (option == null) {
            throw unknown(entry, known).at(entry.location());
        }
        if (isCommandLineOnly(option)) {
            throw new ConfigException("Key '" + entry.key() + "' cannot be in a file: give --" + entry.key()
                            + " on the command line")
                    .at(entry.location());
        }
        checkValue(entry, option);
    }

    private static ConfigException unknown(ConfigText.Entry entry, Map<String, OptionSpec> known) {
        String key = ConfigException.shown(entry.key());
        if (entry.isSection()) {
            return new ConfigException("Unknown section '" + key + "': write keys without a section or a dot");
        }
        List<String> keys = known.values().stream()
                .filter(option -> !isCommandLineOnly(option))
                .map(OptionParser::name)
                .toList();
        return new ConfigException(
                "Unknown key '" + key + "', the nearest known key is '" + NearestName.of(entry.key(), keys) + "'");
    }

    private static void checkValue(ConfigText.Entry entry, OptionSpec option) {
        String expected = "text";
        try {
            OptionParser.convert(option, entry.value());
            // Picocli replaces this marker by null, which would restore the default.
            if (entry.isScalar() && !entry.value().equals(Option.NULL_VALUE)) {
                return;
            }
        } catch (TypeConversionException e) {
            expected = String.valueOf(e.getMessage());
        }
        throw ConfigException.unusable(entry.key(), expected, entry.value()).at(entry.location());
    }

    private static boolean isCommandLineOnly(OptionSpec option) {
        return option.userObject() instanceof Field field && field.getDeclaringClass() == GeneralOptions.class;
    }
}
