package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import lenetspark.config.ConfigException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigFilePropertiesTest {

    @Property
    void shouldReadOrRefuseArbitraryTextInOneLine(@ForAll("names") String name, @ForAll String text) {
        readOrRefuse(name, text);
    }

    @Property
    void shouldReadOrRefuseTextOfSyntaxTokensInOneLine(@ForAll("names") String name, @ForAll("tokens") String text) {
        readOrRefuse(name, text);
    }

    @Property
    void shouldReadANumber(@ForAll("names") String name, @ForAll long seed) {
        String text = name.endsWith("json") ? "{\"seed\": " + seed + "}" : "seed = " + seed;

        assertThat(TrainFile.train(name, text).seed()).isEqualTo(seed);
    }

    @Property
    void shouldReadAQuotedText(@ForAll("paths") String path) {
        String quoted = path.replace("\\", "\\\\").replace("\"", "\\\"");

        assertThat(TrainFile.train("job.conf", "data = \"" + quoted + "\"").data())
                .isEqualTo(path);
    }

    private static void readOrRefuse(String name, String text) {
        try {
            TrainFile.train(name, text);
        } catch (ConfigException e) {
            assertThat(e.getMessage()).startsWith(name).doesNotContain("\n", "\r");
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("job.conf", "job.properties", "job.json");
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withCharRange(' ', '\uD7FF')
                .ofMinLength(1)
                .filter(text -> !text.isBlank()
                        && !text.equals("_NULL_")
                        && text.codePoints().noneMatch(Character::isISOControl));
    }

    @Provide
    Arbitrary<String> tokens() {
        List<String> keys =
                TrainFile.command().options().stream().map(OptionParser::name).toList();
        Arbitrary<String> token = Arbitraries.oneOf(
                Arbitraries.of(keys),
                Arbitraries.of(
                        "=",
                        ":",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "\n",
                        " ",
                        "\"",
                        "\"\"\"",
                        "${",
                        "${?",
                        "#",
                        "//",
                        "+=",
                        ".",
                        "include ",
                        "file(",
                        "url(",
                        ")",
                        "\\u",
                        "\\",
                        "true",
                        "false",
                        "null",
                        "_NULL_",
                        "1e999999999",
                        "-1",
                        "0",
                        "3",
                        "0.5",
                        "10m",
                        "dl4j",
                        "simd",
                        "\t",
                        "\u0000",
                        "é"));
        return token.list().ofMaxSize(30).map(list -> list.stream().collect(Collectors.joining()));
    }
}
