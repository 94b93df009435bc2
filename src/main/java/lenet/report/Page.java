package lenet.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
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

    /** The page's HTML, in UTF-8. */
    byte[] toBytes() {
        return PLACE.matcher(resource(template)).replaceAll(this::content).getBytes(StandardCharsets.UTF_8);
    }

    private String content(MatchResult place) {
        String text =
                switch (place.group(1)) {
                    case "data" -> script(data.toString());
                    case "refresh" -> refreshed ? REFRESH : "";
                    case "chart.js" -> chartLibrary();
                    default -> resource(place.group(1));
                };
        return Matcher.quoteReplacement(text);
    }

    /** JSON that no HTML parser takes for the end of the element it is in. */
    private static String script(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String chartLibrary() {
        try (InputStream in = open(CHART_JS_VERSION)) {
            Properties properties = new Properties();
            properties.load(in);
            // Its map is not there for a debugger to look for.
            return read(CHART_JS.formatted(properties.getProperty("version")))
                    .replaceFirst("//# sourceMappingURL=.*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        return read("/lenet/report/" + name);
    }

    private static String read(String path) {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(Page.class.getResourceAsStream(path), path + " is not in the jar");
    }
}
