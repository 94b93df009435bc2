package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelThroughputIT {

    private final Path temporary;

    KernelThroughputIT(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private record Outcome(int exitCode, String output) {}

    private Outcome run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KernelThroughput.class.getName()));
        command.addAll(List.of(arguments));
        Path output = temporary.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar 1", "plain", "plain x", "plain 1 0"})
    void shouldEndWithItsUsageWhenAnArgumentIsWrong(String arguments) throws Exception {
        assertThat(run(arguments.split(" ")))
                .isEqualTo(new Outcome(
                        2,
                        "Usage: KernelThroughput vector|plain|dl4j RUNS [THREADS], numbers of 1 or more; got: "
                                + arguments + System.lineSeparator()));
    }

    /** This process is started without the module of the Vector API. */
    @Test
    void shouldEndWhenTheKernelsCannotRun() throws Exception {
        Outcome outcome = run("vector", "1", "2");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("The JVM was started without the Vector API: add --add-modules jdk.incubator.vector");
    }
}
