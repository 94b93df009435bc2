package lenetspark.config.option;

import java.util.Locale;
import java.util.Optional;
import lenetspark.config.Option;
import lenetspark.config.Section;

/** Record with options that the program does not have. */
@Section("Sample")
public record SampleConfig(
        @Option(name = "base-color", description = "Color of the base: red or blue", defaultValue = "red") Color color,
        @Option(
                        name = "gamma-correction",
                        description = "Exponent of the gray levels, greater than 0",
                        details = "Monitors use 2.2.",
                        defaultValue = "1.0",
                        needs = "base-color=blue")
                double gamma,
        @Option(
                        name = "title",
                        description = "Title of the page",
                        unset = "none",
                        example = "digits",
                        effect = Option.Effect.RUN)
                Optional<String> title,
        @Option(
                        name = "footer",
                        description = "Write a footer",
                        defaultValue = "false",
                        needs = "title",
                        effect = Option.Effect.LOCATION)
                boolean footer) {

    /** Values of an option. */
    public enum Color {
        RED,
        BLUE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
