package lenetspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Self-contained HTML page that is generated from a template. In the template, {@code {{name.css}}} and {@code
 * {{name.js}}} stand for the content of these files, {@code {{data}}} for the data of the page, and {@code {{refresh}}}
 * for the element that reloads it.
 *
 * <p>The template is loaded once and filled in many times, because finding a resource behind the hundreds of jars of
 * Spark is slow.
 */
final class Page {

    /** Interval at which the page of a running job reloads itself. */
    static final Duration RELOAD_INTERVAL = Duration.ofSeconds(10);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z.-]+)}}");
    private static final String DATA = "data";
    private static final String REFRESH = "refresh";
    private static final String RELOAD = "<meta http-equiv=\"refresh\" content=\"%d\">";
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";
    private static final String CHART_JS_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    /** Part of the template: literal text with an empty name, or a named placeholder that is filled in later. */
    @SuppressWarnings("ArrayRecordComponent") // The record is never compared.
    private record Part(String name, byte[] text) {}

    private final List<Part> parts = new ArrayList<>();

    /** Loads a template, such as {@code run.html}. */
    Page(String template) {
        String text = new String(resource(template), StandardCharsets.UTF_8);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        int from = 0;
        while (placeholder.find()) {
            parts.add(new Part("", utf8(text.substring(from, placeholder.start()))));
            parts.add(part(placeholder.group(1)));
            from = placeholder.end();
        }
        parts.add(new Part("", utf8(text.substring(from))));
    }

    private static Part part(String name) {
        return switch (name) {
            case DATA, REFRESH -> new Part(name, new byte[0]);
            case "chart.js" -> new Part("", chartLibrary());
            default -> new Part("", resource(name));
        };
    }

    /**
     * Returns the HTML of the page in UTF-8.
     *
     * @param data data for the scripts of the page
     * @param reloading whether the page reloads itself
     */
    byte[] render(JsonNode data, boolean reloading) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (Part part : parts) {
            page.writeBytes(
                    switch (part.name()) {
                        case DATA -> utf8(escapeForScript(data.toString()));
                        case REFRESH -> utf8(reloading ? RELOAD.formatted(RELOAD_INTERVAL.toSeconds()) : "");
                        default -> part.text();
                    });
        }
        return page.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Escapes JSON so that an HTML parser does not find the end of the script element in it. */
    private static String escapeForScript(String json) {
        return json.replace("<", "\\u003c");
    }

    private static byte[] chartLibrary() {
        Properties properties = new Properties();
        try (InputStream in = open(CHART_JS_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] script = read(CHART_JS.formatted(properties.getProperty("version")));
        // The last line refers debuggers to a source map that is not included.
        int map = new String(script, StandardCharsets.ISO_8859_1).lastIndexOf("//# sourceMappingURL=");
        return map < 0 ? script : Arrays.copyOf(script, map);
    }

    private static byte[] resource(String name) {
        return read("/lenetspark/report/" + name);
    }

    private static byte[] read(String path) {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(Page.class.getResourceAsStream(path), path + " is not in the jar");
    }
}
