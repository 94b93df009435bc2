package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, on two local cores. */
public final class JobProcess implements AutoCloseable {

    private static final Map<String, String> SETTINGS = Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1");

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    private JobProcess(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = err;
    }

    /** Starts a command with its standard error redirected to the file {@code err}. */
    public static JobProcess start(Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-XX:"))
                .forEach(command::add);
        SETTINGS.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "LeNetJob"));
        command.addAll(List.of(arguments));
        File errors = err.toFile();
        return new JobProcess(new ProcessBuilder(command).redirectError(errors).start(), err);
    }

    /** Reads the output up to a line that begins with {@code prefix}. */
    public void await(String prefix) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(prefix)) {
                return;
            }
        }
        throw new AssertionError("Ended before '" + prefix + "': " + err());
    }

    /** Waits for the first line on the standard error. */
    public void awaitError() throws IOException, InterruptedException {
        while (err().isEmpty()) {
            assertThat(process.isAlive()).as("still running").isTrue();
            Thread.sleep(50);
        }
    }

    /** Sends SIGTERM. {@link Process#destroy} would close the output of the process. */
    public void terminate() {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    /** Sends SIGSTOP: suspends the process until {@link #goOn}. */
    public void halt() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Returns the remaining lines of the output. */
    public List<String> rest() {
        return out.lines().toList();
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            throw new AssertionError("Still running");
        }
        return process.exitValue();
    }

    /** Returns the lines of the job on the standard error. */
    public List<String> err() throws IOException {
        return Files.readAllLines(err).stream()
                .filter(line -> line.startsWith("lenet: "))
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
