package lenet.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark's own cluster manager on this machine, each of its servers and executors in a process of its own. */
final class StandaloneCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final Path directory;
    private final String sparkHome;
    private final String master;
    private final Process masterProcess;
    private final List<Process> workers = new ArrayList<>();

    /** Starts a master and workers of one core each, and waits until they know each other. */
    StandaloneCluster(Path directory, String sparkHome, int workers) throws IOException, InterruptedException {
        this.directory = directory;
        this.sparkHome = sparkHome;
        this.masterProcess =
                server("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0");
        try {
            this.master = await("master", "Starting Spark master at (spark://\\S+)");
            for (int i = 0; i < workers; i++) {
                this.workers.add(server(
                        "worker-" + i,
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--work-dir",
                        directory.resolve("work-" + i).toString(),
                        master));
            }
            for (int i = 0; i < workers; i++) {
                await("worker-" + i, "(Successfully registered with master)");
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Process server(String name, String type, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(sparkHome + "/bin/spark-class", type, "--webui-port", "0"));
        command.addAll(Arrays.asList(arguments));
        Path none = Files.createDirectories(directory.resolve("no-settings"));
        File log = directory.resolve(name + ".log").toFile();
        return PackagedJob.command(directory, Map.of("SPARK_CONF_DIR", none.toString()), command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private String await(String name, String line) throws IOException, InterruptedException {
        Path log = directory.resolve(name + ".log");
        Pattern pattern = Pattern.compile(line);
        for (Instant until = Instant.now().plus(PATIENCE); Instant.now().isBefore(until); Thread.sleep(100)) {
            Matcher matcher = pattern.matcher(Files.readString(log));
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("No '%s' within %s: %s".formatted(line, PATIENCE, Files.readString(log)));
    }

    /** The URL for {@code --master}. */
    String master() {
        return master;
    }

    /** The executors that run now, in the order of their process numbers. */
    List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(worker -> worker.toHandle().children())
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(ProcessHandle::isAlive)
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .toList();
    }

    /** Ends all that it started. */
    @Override
    public void close() {
        executors().forEach(ProcessHandle::destroyForcibly);
        workers.forEach(Process::destroyForcibly);
        masterProcess.destroyForcibly();
        try {
            for (Process worker : workers) {
                worker.waitFor();
            }
            masterProcess.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
