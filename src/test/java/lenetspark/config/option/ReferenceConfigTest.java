package lenetspark.config.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import lenetspark.config.Engine;
import lenetspark.config.TrainConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReferenceConfigTest {

    private static final Pattern KEY = Pattern.compile("(?m)^(?:# )?([a-z0-9-]+) = ");

    private final String text;

    ReferenceConfigTest() throws IOException {
        text = Files.readString(Path.of("conf", "lenet.conf"));
    }

    @Test
    void shouldContainTheDefaults() {
        assertThat(TrainFile.train("lenet.conf", text)).isEqualTo(new TrainOptions().toConfig());
    }

    @Test
    void shouldContainEveryOptionOfTrainExactlyOnce() {
        List<String> keys = KEY.matcher(text).results().map(key -> key.group(1)).toList();

        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(new CommandLine(new TrainOptions())
                        .getCommandSpec().options().stream()
                                .map(OptionParser::name)
                                .toList());
    }

    @Test
    void shouldContainValidExamplesOfOptionsWithoutADefault() {
        String complete = KEY.matcher(text).replaceAll((MatchResult key) -> key.group(1) + " = ");

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
