package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import lenetspark.config.ConfigException;
import lenetspark.config.OutputMode;
import lenetspark.config.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class ConfigFileTest {

    @Test
    void shouldReadHocon() {
        TrainConfig config = TrainFile.train(
                "job.conf",
                """
                # all notations of keys and values
                epochs = 2, batch-size : 32
                "learning-rate" = 1e-4
                data = "hdfs://nn/mnist"
                output = runs/a b
                resume = true
                max-time = 1h30m
                activation = scaled-tanh
                """);

        assertThat(config)
                .isEqualTo(Options.parse(
                        TrainConfig.class,
                        "--epochs=2",
                        "--batch-size=32",
                        "--learning-rate=1e-4",
                        "--data=hdfs://nn/mnist",
                        "--output=runs/a b",
                        "--resume",
                        "--max-time=1h30m",
                        "--activation=scaled-tanh"));
    }

    @Test
    void shouldReadProperties() {
        TrainConfig config = TrainFile.train(
                "JOB.PROPERTIES", "\uFEFFepochs=2\nlearning-rate: 1e-4\n! a comment\ndata hdfs://nn/mnist\n");

        assertThat(config)
                .isEqualTo(Options.parse(
                        TrainConfig.class, "--epochs=2", "--learning-rate=1e-4", "--data=hdfs://nn/mnist"));
    }

    @Test
    void shouldReadJson() {
        TrainConfig config = TrainFile.train("job.json", "{\"epochs\": 2, \"resume\": false, \"l2\": 5e-4}");

        assertThat(config).isEqualTo(Options.parse(TrainConfig.class, "--epochs=2", "--l2=0.0005"));
    }

    @Test
    void shouldUseDefaultsForAnEmptyFile() {
        assertThat(TrainFile.train("job.conf", "")).isEqualTo(Options.parse(TrainConfig.class));
    }

    @Test
    void shouldGiveTheCommandLinePrecedenceOverTheFileAndTheFileOverDefaults() {
        TrainConfig config = TrainFile.train("job.conf", "epochs = 2\nbatch-size = 32", "--epochs", "3");

        assertThat(config.epochs()).isEqualTo(3);
        assertThat(config.batchSize()).hasValue(32);
        assertThat(config.averaging().frequency()).isEmpty();
    }

    @Test
    void shouldLetTheCommandLineSetAndUnsetAFlagOfTheFile() {
        String file = "output = r, resume = true";

        assertThat(TrainFile.train("job.conf", file, "--resume").outputMode()).isEqualTo(OutputMode.RESUME);
        assertThat(TrainFile.train("job.conf", file, "--resume=false").outputMode())
                .isEqualTo(OutputMode.NEW);
    }

    @Test
    void shouldReadTextLiterally() {
        assertThat(TrainFile.train("job.conf", "data = \"${user.home}/${env:HOME}\"")
                        .data())
                .isEqualTo("${user.home}/${env:HOME}");
    }

    @Test
    void shouldResolveSubstitutionsFromTheFileOnly() {
        assertThat(TrainFile.train("job.conf", "epochs = 7\nkeep-last = ${epochs}\noutput = ${?HOME}"))
                .isEqualTo(Options.parse(TrainConfig.class, "--epochs=7", "--keep-last=7"));
        assertThatThrownBy(() -> TrainFile.train("job.conf", "epochs = 2\noutput = ${HOME}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("job.conf:2: Could not resolve substitution to a value: ${HOME}");
        assertThatThrownBy(() -> TrainFile.train("job.conf", "output = ${user.home}"))
                .isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"other.conf\"",
                "include file(\"other.conf\")",
                "include required(file(\"other.conf\"))",
                "include classpath(\"other.conf\")",
                "include url(\"file:///other.conf\")"
            })
    void shouldRefuseIncludes(String include) {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "epochs = 2\n" + include))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching(
                        "job\\.conf: Include of \\S*other\\.conf is not supported: " + "write its keys into this file");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a.conf | epoch = 3                  | a.conf:1: Unknown key 'epoch', the nearest known key is 'epochs'
            a.conf | batchSize = 3              | a.conf:1: Unknown key 'batchSize', the nearest known key is 'batch-size'
            a.conf | learning_rate = 3          | a.conf:1: Unknown key 'learning_rate', the nearest known key is 'learning-rate'
            a.conf | LEARNING-RATE = 3          | a.conf:1: Unknown key 'LEARNING-RATE', the nearest known key is 'learning-rate'
            a.conf | patience = 3               | a.conf:1: Unknown key 'patience', the nearest known key is 'early-stopping-patience'
            a.conf | "--epochs" = 3             | a.conf:1: Unknown key '--epochs', the nearest known key is 'epochs'
            a.conf | train { epochs = 3 }       | a.conf:1: Unknown section 'train': write keys without a section or a dot
            a.conf | config = x                 | a.conf:1: Key 'config' cannot be in a file: give --config on the command line
            a.conf | help = true                | a.conf:1: Key 'help' cannot be in a file: give --help on the command line
            a.conf | verbose = true             | a.conf:1: Key 'verbose' cannot be in a file: give --verbose on the command line
            a.conf | version = 1                | a.conf:1: Key 'version' cannot be in a file: give --version on the command line
            a.conf | epochs = ten               | a.conf:1: Epochs must be a whole number, got: ten
            a.conf | epochs = 1.5               | a.conf:1: Epochs must be a whole number, got: 1.5
            a.conf | epochs = true              | a.conf:1: Epochs must be a whole number, got: true
            a.conf | epochs = null              | a.conf:1: Epochs must be a whole number, got: null
            a.conf | epochs = [1, 2]            | a.conf:1: Epochs must be a whole number, got: [1,2]
            a.conf | epochs { a = 1 }           | a.conf:1: Epochs must be a whole number, got: {"a":1}
            a.conf | data = [a]                 | a.conf:1: Data must be text, got: ["a"]
            a.conf | data = null                | a.conf:1: Data must be text, got: null
            a.conf | data = _NULL_              | a.conf:1: Data must be text, got: _NULL_
            a.conf | data = ""                  | a.conf:1: Data must be a path or URI, got: ''
            a.conf | resume = yes               | a.conf:1: Resume must be true or false, got: yes
            a.conf | updater = adamw            | a.conf:1: Updater must be one of adam, nesterovs, sgd, got: adamw
            a.conf | max-time = 10              | a.conf:1: Max time must be a duration such as 30s, 10m, 2h, 1h30m or PT10M, got: 10
            a.conf | epochs = 0                 | a.conf:1: Epochs must be at least 1, got: 0
            a.conf | resume = true              | a.conf:1: Resume needs output: name the run directory with output
            a.properties | epoch=3              | a.properties:1: Unknown key 'epoch', the nearest known key is 'epochs'
            a.properties | train.epochs=3       | a.properties:1: Unknown section 'train': write keys without a section or a dot
            a.properties | epochs=ten           | a.properties:1: Epochs must be a whole number, got: ten
            a.properties | epochs=\\u12          | a.properties: Malformed \\uxxxx encoding.
            a.json | {"epochs": "ten"}          | a.json:1: Epochs must be a whole number, got: ten
            """)
    void shouldNameFileLineKeyAndRemedy(String name, String text, String message) {
        assertThatThrownBy(() -> TrainFile.train(name, text.replace("\\\\", "\\")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message.replace("\\\\", "\\"));
    }

    @ParameterizedTest
    @CsvSource({"job.conf, 4", "job.properties, 4", "job.json, 5"})
    void shouldNameTheLine(String name, int line) {
        String text = name.endsWith("json")
                ? "{\n\"data\":\n\"d\",\n\n\"epochs\": \"ten\"}"
                : "# epochs = 1\n\ndata = d\n  epochs = ten\nbatch-size = 1\n";

        assertThatThrownBy(() -> TrainFile.train(name, text))
                .hasMessage(name + ":" + line + ": Epochs must be a whole number, got: ten");
    }

    @Test
    void shouldReportTheFirstErrorOfTheFile() {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "seed = z\nepochs = z\nbatch-size = z"))
                .hasMessage("job.conf:1: Seed must be a whole number, got: z");
    }

    @Test
    void shouldRefuseAFileErrorThatTheCommandLineHides() {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "epochs = ten", "--epochs", "3"))
                .hasMessage("job.conf:1: Epochs must be a whole number, got: ten");
    }

    @Test
    void shouldNotNameTheFileForAnInvalidArgument() {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "epochs = 3", "--epochs", "0"))
                .hasMessage("Epochs must be at least 1, got: 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"epochs = ", "{", "epochs = 3 }", "a\u0000b", "data = s3a://bucket", "= 3", "\"", "$"})
    void shouldNameTheLineOfASyntaxError(String text) {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "\n" + text))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("job\\.conf:[23]: .+");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 200_000})
    void shouldRefuseDeepNesting(int depth) {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "epochs = " + "[".repeat(depth) + "]".repeat(depth)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("job.conf:");
        assertThatThrownBy(() -> TrainFile.train("job.conf", "{a:".repeat(depth) + "1" + "}".repeat(depth)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("job.conf:");
    }

    @Test
    void shouldShortenLongValuesInMessages() {
        assertThatThrownBy(() -> TrainFile.train("job.conf", "epochs = \"" + "x".repeat(100_000) + "\""))
                .hasMessage("job.conf:1: Epochs must be a whole number, got: " + "x".repeat(100) + "...");
        assertThatThrownBy(() -> TrainFile.train("job.conf", "x".repeat(100_000) + " = 1"))
                .hasMessageStartingWith("job.conf:1: Unknown key '" + "x".repeat(100) + "...', ");
    }

    static Stream<OptionSpec> options() {
        return TrainFile.command().options().stream()
                .filter(option -> option.type() != String.class)
                .filter(option -> !Optional.of("config").equals(Optional.of(OptionParser.name(option))));
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldCheckTheTypeOfEveryOption(OptionSpec option) {
        String key = OptionParser.name(option);

        assertThatThrownBy(() -> TrainFile.train("job.conf", "# comment\n" + key + " = \"no such value\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("job.conf:2: ")
                .hasMessageNotContaining("\n");
    }
}
