package lenetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import lenetspark.data.DataException;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void shouldHaveTheCodesThatScriptsRelyOn() {
        assertThat(Stream.of(ExitCode.values()).map(code -> code + " " + code.code()))
                .containsExactly(
                        "SUCCESS 0", "FAILURE 1", "USAGE 2", "DATA 3", "OUTPUT 4", "TRAINING 5", "CANCELLED 6");
    }

    @Test
    void shouldFindTheFirstCauseThatHasAnExitCode() {
        Throwable wrapped = new RuntimeException("a task failed", new DataException("a: is damaged"));

        assertThat(CommandFailure.of(wrapped)).isEqualTo(new CommandFailure(ExitCode.DATA, "a: is damaged"));
    }

    @Test
    void shouldReportAFailureWhoseCausesFormACircle() {
        Throwable failure = new IllegalStateException("first");
        failure.initCause(new IllegalStateException("second", failure));

        assertThat(CommandFailure.of(failure))
                .isEqualTo(new CommandFailure(ExitCode.FAILURE, "java.lang.IllegalStateException: first"));
    }
}
