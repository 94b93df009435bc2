package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import lenetspark.config.Engine;
import lenetspark.config.EvaluateConfig;
import lenetspark.config.ExportConfig;
import lenetspark.config.NetworkConfig;
import lenetspark.config.PredictConfig;
import lenetspark.config.ReportConfig;
import lenetspark.config.TrainConfig;
import org.junit.jupiter.api.Test;

/** The generated documentation of the options. Run with {@code -Dlenet.update=true}, the test writes the files. */
class ReferenceConfigTest {

    private static final Path FILE = Path.of("conf", "lenet.conf");
    private static final Path PAGE = Path.of("src", "site", "markdown", "command-line.md");
    private static final Pattern KEY = Pattern.compile("(?m)^(?:# )?([a-z0-9-]+) = ");
    private static final String END = "<!-- end of options -->";

    private static final Map<String, Class<? extends Record>> COMMANDS = Map.of(
            "evaluate", EvaluateConfig.class,
            "predict", PredictConfig.class,
            "export", ExportConfig.class,
            "report", ReportConfig.class,
            "summary", NetworkConfig.class);

    private static String text() throws IOException {
        return Files.readString(FILE);
    }

    @Test
    void shouldContainTheDeclarationsOfTheOptions() throws IOException {
        String text = text();
        int generated = text.indexOf("\n# --- ");

        assertContent(FILE, text.substring(0, generated) + new ReferenceText(Options.of(TrainConfig.class)).file());
    }

    @Test
    void shouldDescribeTheOptionsOfEveryCommandOnTheCommandLinePage() throws IOException {
        String page =
                withOptions(Files.readString(PAGE), "train", new ReferenceText(Options.of(TrainConfig.class)).tables());
        for (Map.Entry<String, Class<? extends Record>> command : COMMANDS.entrySet()) {
            page = withOptions(page, command.getKey(), new ReferenceText(Options.of(command.getValue())).table());
        }

        assertContent(PAGE, page);
    }

    private static String withOptions(String page, String command, String options) {
        String start = "<!-- options of " + command + ", generated -->\n";
        assertThat(page).containsOnlyOnce(start);
        int from = page.indexOf(start) + start.length();
        return page.substring(0, from) + "\n" + options + "\n" + page.substring(page.indexOf(END, from));
    }

    private static void assertContent(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("lenet.update")) {
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("Update %s by mvn -q test -Dtest=ReferenceConfigTest -Dlenet.update=true", file)
                .hasContent(expected);
    }

    @Test
    void shouldContainTheDefaults() throws IOException {
        assertThat(TrainFile.train("lenet.conf", text())).isEqualTo(Options.parse(TrainConfig.class));
    }

    @Test
    void shouldContainEveryOptionOfTrainExactlyOnce() throws IOException {
        List<String> keys =
                KEY.matcher(text()).results().map(key -> key.group(1)).toList();

        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(Options.of(TrainConfig.class).spec().options().stream()
                        .map(OptionParser::name)
                        .toList());
    }

    @Test
    void shouldContainValidExamplesOfOptionsWithoutADefault() throws IOException {
        String complete = KEY.matcher(text()).replaceAll((MatchResult key) -> key.group(1) + " = ");

        TrainConfig config = TrainFile.train("lenet.conf", complete);

        assertThat(config.output()).isPresent();
        assertThat(config.replicas()).isPresent();
        assertThat(config.engine()).isEqualTo(Engine.SIMD);
        assertThat(config.checkpoint().everyRounds()).isPresent();
        assertThat(config.stopping().patience()).isPresent();
        assertThat(config.stopping().targetAccuracy()).isPresent();
        assertThat(config.stopping().maxTime()).isPresent();
    }
}
