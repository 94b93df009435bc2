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

/** Parser of HOCON, JSON or properties text into keys and values with their lines. It accepts any keys. */
final class ConfigText {

    /**
     * Top-level key with its value.
     *
     * @param value value as written; rendered on one line if it is not a scalar
     * @param location file and line, {@code job.conf:3}
     */
    record Entry(String key, String value, ConfigValueType type, String location) {

        /** Returns whether the value is a text, a number or a boolean. */
        boolean isScalar() {
            return type != ConfigValueType.OBJECT && type != ConfigValueType.LIST && type != ConfigValueType.NULL;
        }

        boolean isSection() {
            return type == ConfigValueType.OBJECT;
        }
    }

    private final String name;
    private final String text;
    private final ConfigSyntax syntax;

    /** Creates a parser for the syntax of the file name extension: {@code .json}, {@code .properties}, otherwise HOCON. */
    ConfigText(String name, String text) {
        this.name = name;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String lower = name.toLowerCase(Locale.ROOT);
        this.syntax = lower.endsWith(".properties")
                ? ConfigSyntax.PROPERTIES
                : lower.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF;
    }

    /**
     * Returns the keys in the order of their lines.
     *
     * @throws ConfigException if the text has a syntax error, includes a file, or has an unresolved substitution
     */
    List<Entry> entries() {
        try {
            return entries(parse());
        } catch (com.typesafe.config.ConfigException e) {
            throw unreadable(e);
        } catch (IllegalArgumentException e) {
            // Thrown by java.util.Properties for a Unicode escape without four digits.
            throw new ConfigException(name + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new ConfigException(name + ": Sections or lists are nested too deeply: use key = value lines", e);
        }
    }

    private List<Entry> entries(Config config) {
        List<LocatedValue> found = new ArrayList<>();
        config.root().forEach((key, value) -> found.add(new LocatedValue(key, value, line(key, value.origin()))));
        return found.stream()
                .sorted(Comparator.comparingInt(LocatedValue::line).thenComparing(LocatedValue::key))
                .map(entry -> entry(config, entry))
                .toList();
    }

    private record LocatedValue(String key, ConfigValue value, int line) {}

    private Entry entry(Config config, LocatedValue found) {
        String written =
                switch (found.value().valueType()) {
                    // The text as written, such as 1e-3; unwrapped() would return 0.001.
                    case STRING, NUMBER, BOOLEAN -> config.getString(ConfigUtil.joinPath(found.key()));
                    case OBJECT, LIST, NULL -> found.value().render(ConfigRenderOptions.concise());
                };
        return new Entry(found.key(), written, found.value().valueType(), location(found.line()));
    }

    private Config parse() {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(syntax)
                .setOriginDescription(name)
                .setIncluder(new RefusingIncluder(name));
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
        return new ConfigException(location(origin.lineNumber()) + ": " + reason, e);
    }

    private String location(int line) {
        return line < 1 ? name : name + ":" + line;
    }

    // The parser of properties does not record lines. The last of several equal keys is in effect.
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

    /** Refuses all includes, because the values of a file must not depend on the machine that reads it. */
    private record RefusingIncluder(String name)
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
