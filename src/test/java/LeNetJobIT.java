import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeNetJobIT {

    @TempDir
    private Path directory;

    @Test
    void shouldReturnFromMainOnSuccess() {
        // System.exit would end the test's own process.
        LeNetJob.main(new String[] {"--version"});
    }

    @Test
    void shouldExitWithTheCodeOfTheError() throws Exception {
        Path err = directory.resolve("err");

        assertThat(run(err, "--epochs", "0")).isEqualTo(2);

        assertThat(err).hasContent("lenet: Epochs must be at least 1, got: 0");
    }

    @Test
    void shouldReadTheConfigFile() throws Exception {
        Path err = directory.resolve("err");
        Path config = Files.writeString(directory.resolve("a.conf"), "epochs = 0");

        assertThat(run(err, "--config", config.toString())).isEqualTo(2);

        assertThat(err).hasContent("lenet: " + config + ":1: Epochs must be at least 1, got: 0");
    }

    private int run(Path err, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile="
                        + Path.of("conf", "log4j2.properties").toUri(),
                "-cp",
                System.getProperty("java.class.path"),
                "LeNetJob"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(err.toFile())
                .redirectOutput(new File(directory.toFile(), "out"));
        builder.environment().put("LENET_LOG_DIR", directory.resolve("logs").toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
