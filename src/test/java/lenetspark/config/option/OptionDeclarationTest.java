package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.Option;
import lenetspark.config.Option.Effect;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.SampleConfig.Color;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** What follows from the declaration of an option by a record component. */
class OptionDeclarationTest {

    private static final Options<SampleConfig> SAMPLE = Options.of(SampleConfig.class);

    private static SampleConfig parse(String... arguments) {
        return Options.parse(SampleConfig.class, arguments);
    }

    @Test
    void shouldReadADeclaredOptionFromTheCommandLine() {
        assertThat(parse()).isEqualTo(new SampleConfig(Color.RED, 1, Optional.empty(), false));
        assertThat(parse("--base-color=blue", "--gamma-correction", "2.2", "--title=t", "--footer"))
                .isEqualTo(new SampleConfig(Color.BLUE, 2.2, Optional.of("t"), true));
        assertThatThrownBy(() -> parse("--gamma-correction=high"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Gamma correction must be a number, got: high");
    }

    @Test
    void shouldReadADeclaredOptionFromAFile() {
        CommandSpec spec = SAMPLE.spec();
        ConfigFile file = ConfigFile.parse("a.conf", "base-color = blue, gamma-correction = 2.2", spec);
        CommandLine command = OptionParser.prepare(new CommandLine(spec));
        OptionParser.parse(command, Optional.of(file), List.of());

        assertThat(SAMPLE.create(spec).gamma()).isEqualTo(2.2);
    }

    @Test
    void shouldShowADeclaredOptionInTheHelp() {
        assertThat(new CommandLine(SAMPLE.spec()).getUsageMessage(Ansi.OFF).replaceAll("\\s+", " "))
                .contains("--gamma-correction=X Exponent of the gray levels, greater than 0 (default: 1.0).")
                .contains("--title=NAME Title of the page (default: none).")
                .contains("--footer[=BOOL] Write a footer (default: false).");
    }

    @Test
    void shouldWriteADeclaredOptionToTheReferenceFile() {
        assertThat(new ReferenceText(SAMPLE).file())
                .isEqualTo(
                        """

                        # --- Sample

                        # Color of the base: red or blue.
                        base-color = red

                        # Exponent of the gray levels, greater than 0. Monitors use 2.2. Values other than 1.0 require base-color blue.
                        gamma-correction = 1.0

                        # Title of the page. Default: none.
                        # title = digits

                        # Write a footer: true or false. Values other than false require title.
                        footer = false
                        """);
    }

    @Test
    void shouldRecordADeclaredOptionByItsEffect() {
        SampleConfig config = parse("--base-color=blue", "--gamma-correction=2", "--title=t", "--footer");

        assertThat(SAMPLE.settings(config, effect -> effect != Effect.LOCATION))
                .containsExactly(
                        Map.entry("base-color", "blue"), Map.entry("gamma-correction", "2.0"), Map.entry("title", "t"));
        assertThat(SAMPLE.settings(config, effect -> effect == Effect.RESULT))
                .containsOnlyKeys("base-color", "gamma-correction");
        assertThat(SAMPLE.settings(parse(), effect -> true)).doesNotContainKey("title");
    }

    @Test
    void shouldRefuseAnOptionWithoutEffect() {
        assertThatThrownBy(() -> parse("--gamma-correction=2"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Gamma correction has no effect with base-color red: set base-color to blue or leave it out");
        assertThatThrownBy(() -> parse("--footer"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Footer has no effect without title: set title or leave it out");
        assertThat(parse("--gamma-correction=1", "--footer=false")).isEqualTo(parse());
    }

    @Test
    void shouldChangeOptionsOfARecord() {
        assertThat(SAMPLE.with(parse("--title=t"), Map.of("gamma-correction", 3.0, "base-color", Color.BLUE)))
                .isEqualTo(new SampleConfig(Color.BLUE, 3, Optional.of("t"), false));
        assertThatThrownBy(() -> SAMPLE.with(parse(), Map.of("gamma", 3.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Option must be one of [base-color, gamma-correction, title, footer], got: gamma");
    }

    private record WithoutDefault(@Option(name = "size", description = "Size") int size) {}

    @Test
    void shouldRefuseADeclarationWithoutDefault() {
        assertThatThrownBy(() -> Options.of(WithoutDefault.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Option size must have a default, be required or have an optional type");
    }

    @Test
    void shouldNameExistingOptionsAndValuesInNeeds() {
        Options<TrainConfig> options = Options.of(TrainConfig.class);

        assertThat(options.declarations())
                .filteredOn(declaration -> !declaration.option().needs().isEmpty())
                .hasSizeGreaterThan(10)
                .allSatisfy(declaration -> {
                    String[] needs = declaration.option().needs().split("[=,]");
                    OptionDeclaration needed = options.declarations().stream()
                            .filter(other -> other.name().equals(needs[0]))
                            .findFirst()
                            .orElseThrow();
                    for (int i = 1; i < needs.length; i++) {
                        assertThat(OptionTypes.parse(needed.type(), needs[i])).hasToString(needs[i]);
                    }
                });
    }
}
