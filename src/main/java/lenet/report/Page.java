package lenet.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that needs no other file: a template in which {@code {{name.css}}} and {@code {{name.js}}} stand for those files,
 * {@code {{data}}} for what it shows, and {@code {{refresh}}} for what makes it reload itself.
 *
 * @param template name of the file
 * @param data for the page's scripts
 * @param refreshed whether it reloads itself
 */
record Page(String template, JsonNode data, boolean refreshed) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.-]+)}}");
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"10\">";
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";
    private static final String CHART_JS_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    /** The page's HTML, in UTF-8. Whole files are copied as bytes: a page is written after every epoch. */
    byte[] toBytes() {
        String text = new String(resource(template), StandardCharsets.UTF_8);
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            page.writeBytes(utf8(text.substring(from, place.start())));
            page.writeBytes(content(place.group(1)));
            from = place.end();
        }
        page.writeBytes(utf8(text.substring(from)));
        return page.toByteArray();
    }

    private byte[] content(String name) {
        return switch (name) {
            case "data" -> utf8(script(data.toString()));
            case "refresh" -> utf8(refreshed ? REFRESH : "");
            case "chart.js" -> chartLibrary();
            default -> resource(name);
        };
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
        return read("/lenet/report/" + name);
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
