package lenetspark.config.option;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lenetspark.config.ConfigException;

/** HOCON, JSON or properties text as a list of keys and values with their lines, whatever the keys are. */
final class ConfigText {

    /**
     * One top-level key.
     *
     * @param value as written, or rendered on one line when it is not a single value
     * @param place file and line, {@code job.conf:3}
     */
    record Entry(String key, String value, ConfigValueType type, String place) {

        /** Whether the value is a text, a number, true or false. */
        boolean isSingle() {
            return type != ConfigValueType.OBJECT && type != ConfigValueType.LIST && type != ConfigValueType.NULL;
        }

        boolean isSection() {
            return type == ConfigValueType.OBJECT;
        }
    }

    private final String name;
    private final String text;
    private final ConfigSyntax syntax;

    /** The syntax follows from the name's ending: {@code .json}, {@code .properties}, or else HOCON. */
    ConfigText(String name, String text) {
        this.name = name;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String lower = name.toLowerCase(Locale.ROOT);
        this.syntax = lower.endsWith(".properties")
                ? ConfigSyntax.PROPERTIES
                : lower.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF;
    }

    /**
     * The keys, in the order of their lines.
     *
     * @throws ConfigException if the text is not of its syntax, includes a file, or refers to what it does not hold
     */
    List<Entry> entries() {
        try {
            return entries(parse());
        } catch (com.typesafe.config.ConfigException e) {
            throw unreadable(e);
        } catch (IllegalArgumentException e) {
            // From java.util.Properties, for a Unicode escape without its four digits.
            throw new ConfigException(name + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new ConfigException(name + ": Sections or lists are nested too deeply: use key = value lines", e);
        }
    }

    private List<Entry> entries(Config config) {
        List<ConfigEntry> found = new ArrayList<>();
        config.root().forEach((key, value) -> found.add(new ConfigEntry(key, value, line(key, value.origin()))));
        return found.stream()
                .sorted(Comparator.comparingInt(ConfigEntry::line).thenComparing(ConfigEntry::key))
                .map(entry -> entry(config, entry))
                .toList();
    }

    private record ConfigEntry(String key, ConfigValue value, int line) {}

    private Entry entry(Config config, ConfigEntry found) {
        String written =
                switch (found.value().valueType()) {
                    // As it was written, 1e-3; unwrapped() would give 0.001.
                    case STRING, NUMBER, BOOLEAN -> config.getString(ConfigUtil.joinPath(found.key()));
                    case OBJECT, LIST, NULL -> found.value().render(ConfigRenderOptions.concise());
                };
        return new Entry(found.key(), written, found.value().valueType(), place(found.line()));
    }

    private Config parse() {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(syntax)
                .setOriginDescription(name)
                .setIncluder(new NoIncludes(name));
        return ConfigFactory.parseString(text, options).resolve(ConfigResolveOptions.noSystem());
    }

    private ConfigException unreadable(com.typesafe.config.ConfigException e) {
        ConfigOrigin origin = e.origin();
        String message = String.valueOf(e.getMessage());
        if (origin == null) {
            return new ConfigException(name + ": " + message, e);
        }
        String prefix = origin.description() + ": ";
        String reason = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        return new ConfigException(place(origin.lineNumber()) + ": " + reason, e);
    }

    private String place(int line) {
        return line < 1 ? name : name + ":" + line;
    }

    // The parser of properties keeps no lines, and the last of several equal keys holds.
    private int line(String key, ConfigOrigin origin) {
        if (origin.lineNumber() > 0) {
            return origin.lineNumber();
        }
        List<String> lines = text.lines().toList();
        for (int i = lines.size(); i > 0; i--) {
            String line = lines.get(i - 1).stripLeading();
            if (line.startsWith(key) && line.substring(key.length()).matches("(?s)(\\s*[=:.]|\\s|$).*")) {
                return i;
            }
        }
        return 0;
    }

    /** A file stands for itself: what it says must not depend on the machine that reads it. */
    private record NoIncludes(String name)
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw refusal(what);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            throw refusal(what);
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refusal(what);
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw refusal(what);
        }

        private ConfigException refusal(Object what) {
            return new ConfigException(name + ": Include of " + ConfigException.shown(what)
                    + " is not supported: write its keys into this file");
        }
    }
}
