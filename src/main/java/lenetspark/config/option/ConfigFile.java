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
 * The options of one command as a file holds them: {@code epochs = 10}, the keys being the options' long names, in no
 * section. A file is what its text says: includes, environment variables and system properties are not looked at.
 */
public final class ConfigFile implements IDefaultValueProvider {

    private final Map<String, ConfigText.Entry> entries;

    private ConfigFile(Map<String, ConfigText.Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads HOCON, or what the name's ending says: {@code .json}, {@code .properties}.
     *
     * @param name of the file, for its ending and for errors
     * @param text its content
     * @param command whose options the file may hold
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
     * Refuses the URI of a file that holds a secret.
     *
     * @throws ConfigException that does not show it
     */
    public static void requireNoSecret(String uri) {
        Validation.withoutSecret(GeneralOptions.CONFIG.substring(2), uri);
    }

    /** The file's value of an option, as written; null for one that the file does not hold. */
    @Override
    public @Nullable String defaultValue(ArgSpec option) {
        ConfigText.Entry entry = entries.get(OptionParser.name(option));
        return entry == null ? null : entry.value();
    }

    /** The error with the file and line of its option, if the value came from there. */
    public ConfigException locate(ConfigException error, ParseResult arguments) {
        return error.option()
                .filter(option -> !arguments.hasMatchedOption("--" + option))
                .map(entries::get)
                .map(entry -> error.at(entry.place()))
                .orElse(error);
    }

    private static void check(ConfigText.Entry entry, Map<String, OptionSpec> known) {
        OptionSpec option = known.get(entry.key());
        if (option == null) {
            throw unknown(entry, known).at(entry.place());
        }
        if (isOfCommandLine(option)) {
            throw new ConfigException("Key '" + entry.key() + "' cannot be in a file: give --" + entry.key()
                            + " on the command line")
                    .at(entry.place());
        }
        checkValue(entry, option);
    }

    private static ConfigException unknown(ConfigText.Entry entry, Map<String, OptionSpec> known) {
        String key = ConfigException.shown(entry.key());
        if (entry.isSection()) {
            return new ConfigException(
                    "Unknown section '" + key + "': keys stand alone, without a section or a dot before them");
        }
        List<String> keys = known.values().stream()
                .filter(option -> !isOfCommandLine(option))
                .map(OptionParser::name)
                .toList();
        return new ConfigException(
                "Unknown key '" + key + "', the nearest known key is '" + NearestName.of(entry.key(), keys) + "'");
    }

    private static void checkValue(ConfigText.Entry entry, OptionSpec option) {
        String expected = "text";
        try {
            OptionTypes.parse(option.type(), entry.value());
            // Picocli's mark for null would bring the default back.
            if (entry.isSingle() && !entry.value().equals(Option.NULL_VALUE)) {
                return;
            }
        } catch (TypeConversionException e) {
            expected = String.valueOf(e.getMessage());
        }
        throw ConfigException.unusable(entry.key(), expected, entry.value()).at(entry.place());
    }

    private static boolean isOfCommandLine(OptionSpec option) {
        return option.userObject() instanceof Field field && field.getDeclaringClass() == GeneralOptions.class;
    }
}
