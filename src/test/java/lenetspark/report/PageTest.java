package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    private static String page(String template, JsonNode data, boolean refreshed) {
        return new String(new Page(template).render(data, refreshed), StandardCharsets.UTF_8);
    }

    private static String page(String template) {
        return page(template, JsonNodeFactory.instance.objectNode(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.html", "compare.html", "draw.html"})
    void shouldNotReferToOtherFiles(String template) {
        String page = page(template);

        assertThat(page)
                .doesNotContain("{{")
                .doesNotContainPattern("<(script|link|img|iframe)[^>]* (src|href)=\"(?!data:)");
        assertThat(page).contains("default-src 'none'");
        // Every script must end at the end of its element.
        assertThat(page.split("</script", -1)).hasSameSizeAs(page.split("<script", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.html", "compare.html"})
    void shouldContainTheChartLibrary(String template) {
        assertThat(page(template)).contains("Chart.js v4").doesNotContain("sourceMappingURL");
    }

    @Test
    void shouldEscapeTextThatEndsTheScript() throws Exception {
        JsonNode data =
                JsonNodeFactory.instance.objectNode().put("name", "</script><script>alert(1)<!-- $1 \\ {{run.js}}");

        String page = page("draw.html", data, false);

        assertThat(page).doesNotContain("alert(1)<").doesNotContain("</script><script>alert");
        String json = page.replaceFirst("(?s).*<script type=\"application/json\" id=\"data\">", "")
                .replaceFirst("(?s)</script>.*", "");
        assertThat(new ObjectMapper().readTree(json)).isEqualTo(data);
    }

    @Test
    void shouldReloadWhileTheRunIsTraining() {
        assertThat(page("run.html", JsonNodeFactory.instance.objectNode(), true))
                .contains("http-equiv=\"refresh\"");
        assertThat(page("run.html")).doesNotContain("http-equiv=\"refresh\"");
    }
}
