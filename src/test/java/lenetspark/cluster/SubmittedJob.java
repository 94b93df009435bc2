package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lenetspark.job.PackagedJob;

/** Process of a submit/ script that runs the packaged job on a cluster. */
final class SubmittedJob implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final Pattern ROUND = Pattern.compile("epoch (\\d+)/\\d+  round (\\d+)/");

    private final Process process;
    private final Path out;
    private final Path err;

    private SubmittedJob(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static SubmittedJob start(
            Path directory, Map<String, String> environment, String script, List<String> options, String... job)
            throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(List.of(PackagedJob.script(script)));
        command.addAll(options);
        command.add("--");
        command.addAll(List.of(job));
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        Process process = PackagedJob.command(directory, environment, command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new SubmittedJob(process, out, err);
    }

    /** Waits until the job has written the given number of progress lines. */
    void awaitProgress(int lines) throws IOException, InterruptedException {
        awaitProgress(out, lines);
    }

    /** Waits until the file that the driver writes has the given number of progress lines. */
    void awaitProgress(Path driver, int lines) throws IOException, InterruptedException {
        await(() -> Files.exists(driver) && progress(driver).size() >= lines);
    }

    /** Returns the progress lines. */
    List<String> progress() throws IOException {
        return progress(out);
    }

    /** Returns the round after the newest one in the progress. */
    EventLog.Position nextRound() throws IOException {
        return nextRound(out);
    }

    /** Waits until the driver that writes into a file is in the first half of an epoch, but not at its very beginning. */
    void awaitMiddleOfEpoch(Path driver, int roundsPerEpoch) throws IOException, InterruptedException {
        await(() -> {
            int round = nextRound(driver).round();
            return round > 5 && round < roundsPerEpoch / 2;
        });
    }

    /** Waits for a driver in this process. */
    void awaitMiddleOfEpoch(int roundsPerEpoch) throws IOException, InterruptedException {
        awaitMiddleOfEpoch(out, roundsPerEpoch);
    }

    private static EventLog.Position nextRound(Path driver) throws IOException {
        List<String> rounds = progress(driver).stream()
                .filter(line -> ROUND.matcher(line).lookingAt())
                .toList();
        Matcher newest = ROUND.matcher(rounds.isEmpty() ? "epoch 1/1  round 0/" : rounds.get(rounds.size() - 1));
        assertThat(newest.lookingAt()).isTrue();
        return new EventLog.Position(Integer.parseInt(newest.group(1)), Integer.parseInt(newest.group(2)) + 1);
    }

    private static List<String> progress(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("epoch "))
                .toList();
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits for a condition while the job runs. */
    void await(Condition condition) throws IOException, InterruptedException {
        Instant until = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertThat(process.isAlive()).as("still running: %s", said()).isTrue();
            assertThat(Instant.now()).as("going on: %s", said()).isBefore(until);
            Thread.sleep(20);
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    /** Sends SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended: %s", said())
                .isTrue();
        return process.exitValue();
    }

    /** Returns the complete output. */
    String said() throws IOException {
        return Files.readString(out) + Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
