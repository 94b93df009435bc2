package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import lenetspark.job.PackagedJob;

/** A server of src/dev-cluster in a process with its own class path, and the processes that it starts. */
final class DevServer implements AutoCloseable {

    /** Includes the time to download the jars at the first start. */
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final Path directory;
    private final Process process;
    private final Properties facts = new Properties();

    private DevServer(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts a server and waits until it is ready. */
    static DevServer start(String name, Path workspace) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(workspace.resolve(name));
        List<String> command = List.of(PackagedJob.script("src/dev-cluster/server.sh"), name, directory.toString());
        Process process = PackagedJob.command(workspace, Map.of(), command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        DevServer server = new DevServer(directory, process);
        try {
            server.awaitReady();
            return server;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        Path ready = directory.resolve("ready.properties");
        for (Instant until = Instant.now().plus(PATIENCE); Files.notExists(ready); Thread.sleep(50)) {
            assertThat(process.isAlive()).as("running: %s", log()).isTrue();
            assertThat(Instant.now()).as("starting: %s", log()).isBefore(until);
        }
        try (Reader reader = Files.newBufferedReader(ready)) {
            facts.load(reader);
        }
    }

    /** Returns a property that the server prints, such as an address or a directory. */
    String fact(String name) {
        return facts.getProperty(name);
    }

    /** Returns the output so far. */
    String log() throws IOException {
        return Files.readString(directory.resolve("server.log"));
    }

    /** Returns the descendant JVMs whose command line contains the word, in the order of their process ids. */
    List<ProcessHandle> processes(String word) {
        return process.descendants()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .filter(child -> child.info().commandLine().orElse("").contains(word))
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .toList();
    }

    /** Stops all processes that the server started. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
