package lenetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void shouldHaveTheCodesThatScriptsRelyOn() {
        assertThat(Stream.of(ExitCode.values()).map(code -> code + " " + code.code()))
                .containsExactly(
                        "SUCCESS 0", "FAILURE 1", "USAGE 2", "DATA 3", "OUTPUT 4", "TRAINING 5", "CANCELLED 6");
    }
}
