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
 * A page that needs no other file: in its template {@code {{name.css}}} and {@code {{name.js}}} stand for those files,
 * {@code {{data}}} for what it shows, and {@code {{refresh}}} for what makes it reload itself.
 *
 * <p>It is loaded once and filled in many times: behind some hundred jars of Spark's a file is not found for nothing.
 */
final class Page {

    /** How often a page that reloads itself does so. */
    static final Duration RELOAD_INTERVAL = Duration.ofSeconds(10);

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.-]+)}}");
    private static final String DATA = "data";
    private static final String REFRESH = "refresh";
    private static final String RELOAD = "<meta http-equiv=\"refresh\" content=\"%d\">";
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";
    private static final String CHART_JS_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    /** The page in order: its text, and the names of what is still to be filled in between. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Part(String name, byte[] text) {}

    private final List<Part> parts = new ArrayList<>();

    /** The page of a template, which is named {@code run.html} or the like. */
    Page(String template) {
        String text = new String(resource(template), StandardCharsets.UTF_8);
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            parts.add(new Part("", utf8(text.substring(from, place.start()))));
            parts.add(part(place.group(1)));
            from = place.end();
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
     * The page's HTML, in UTF-8.
     *
     * @param data for the page's scripts
     * @param reloading whether it reloads itself
     */
    byte[] show(JsonNode data, boolean reloading) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (Part part : parts) {
            page.writeBytes(
                    switch (part.name()) {
                        case DATA -> utf8(script(data.toString()));
                        case REFRESH -> utf8(reloading ? RELOAD.formatted(RELOAD_INTERVAL.toSeconds()) : "");
                        default -> part.text();
                    });
        }
        return page.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** JSON that no HTML parser takes for the end of the element it is in. */
    private static String script(String json) {
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
        // Its last line sends debuggers to a file that is not there.
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
