package lenetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import lenetspark.job.Console;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLockTest {

    private static final String OTHER_HOST = "another-host";
    private static final long MISSING_PID = 999_999_999;

    private final Path run;
    private final Directory directory;
    private final ManualTime time = new ManualTime();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(System.out, new PrintStream(err, true, StandardCharsets.UTF_8));

    RunLockTest(@TempDir Path run) throws IOException {
        this.run = run;
        this.directory = Directory.at(run.toString(), new Configuration());
    }

    /** A clock that the test sets, with an action that runs at every sleep. */
    private static final class ManualTime implements RunLock.TimeSource {
        private Instant now = Instant.now();
        private Runnable onSleep = () -> {};

        /** The results of the next readings; later readings return {@code now}. */
        private Queue<Instant> nextReadings = new ArrayDeque<>();

        @Override
        public Instant now() {
            Instant next = nextReadings.poll();
            return next == null ? now : next;
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
            onSleep.run();
        }
    }

    /** The lock file of the other job. */
    private Path otherFile() {
        return run.resolve(".run.lock.other");
    }

    /** The only lock file in the directory. */
    private Path ownFile() {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".run.lock."))
                    .reduce((one, two) -> {
                        throw new AssertionError("Two locks: " + one + " and " + two);
                    })
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private RunLock acquire() {
        return RunLock.acquire(directory, "app-1", time, console::warn, () -> false);
    }

    private List<String> warnings() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void writeLock(String host, long pid, Duration age) {
        LockOwner current = LockOwner.current("app-0", time.now);
        String heartbeat = time.now.minus(age).toString();
        write(
                """
                {"id": "other", "host": "%s", "boot": "%s", "pidNamespace": "%s", "pid": %d, "processStarted": "%s",
                 "application": "app-0", "started": "2026-01-01T00:00:00Z", "heartbeat": "%s"}"""
                        .formatted(
                                host.isEmpty() ? current.host() : host,
                                current.boot(),
                                current.pidNamespace(),
                                pid,
                                current.processStarted(),
                                heartbeat));
    }

    private void write(String content) {
        try {
            Files.writeString(otherFile(), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String content() {
        return content(otherFile());
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldKeepTheDirectoryEmptyWhileHeldAndAfterRelease() throws IOException {
        try (RunLock lock = acquire()) {
            lock.requireHeld();
            assertThat(directory.isEmpty()).isTrue();
            assertThat(content(ownFile())).contains("\"application\" : \"app-1\"", "\"heartbeat\" : \"" + time.now);
        }
        assertThat(run).isEmptyDirectory();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void shouldRefuseASecondJobAndNameTheOwner() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        try (RunLock first = acquire()) {
            assertThatThrownBy(this::acquire)
                    .isInstanceOf(OutputException.class)
                    .hasMessageStartingWith("file:" + run + ": another run holds the run lock, process " + pid + " on ")
                    .hasMessageEndingWith(" (Spark application app-1) since " + time.now
                            + "; wait until it ends, stop it, or choose another --output");
            assertThatThrownBy(() -> RunLock.refuseIfHeldLocally(directory, time))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("another run holds the run lock");
            first.requireHeld();
        }
        RunLock.refuseIfHeldLocally(directory, time);
        acquire().close();
    }

    @Test
    void shouldTakeOverAtOnceFromADeadProcessOfThisMachine() {
        writeLock("", MISSING_PID, Duration.ofSeconds(1));
        Instant before = time.now;

        acquire().close();

        assertThat(time.now).isEqualTo(before);
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: file:" + run + ": took over the run lock of process 999999999 on ")
                .endsWith(" (Spark application app-0) since 2026-01-01T00:00:00Z, which is no longer running");
    }

    @Test
    void shouldTakeOverFromADeadProcessWhosePidIsReused() {
        writeLock("", ProcessHandle.current().pid(), Duration.ofSeconds(1));
        write(content().replaceFirst("(\"processStarted\": \")[^\"]+", "$12020-01-01T00:00:00Z"));

        acquire().close();

        assertThat(warnings()).singleElement().asString().endsWith("which is no longer running");
    }

    @Test
    void shouldWaitForAProcessOfAnotherMachineOfTheSameName() {
        writeLock("", MISSING_PID, Duration.ofSeconds(20));
        write(content().replaceFirst("(\"boot\": \")[^\"]*", "$1another"));
        Instant before = time.now;

        acquire().close();

        assertThat(Duration.between(before, time.now)).isEqualTo(Duration.ofSeconds(41));
    }

    @Test
    void shouldTakeOverAtOnceFromAnotherMachineThatDidNotRenewForAMinute() {
        writeLock(OTHER_HOST, 1, Duration.ofSeconds(61));
        Instant before = time.now;

        acquire().close();

        assertThat(time.now).isEqualTo(before);
        assertThat(warnings()).singleElement().asString().endsWith(", which had not renewed it for 61 s");
    }

    @Test
    void shouldTakeOverFromAnotherMachineOnceItsLockIsStale() {
        writeLock(OTHER_HOST, 1, Duration.ofSeconds(20));
        Instant before = time.now;

        acquire().close();

        assertThat(Duration.between(before, time.now)).isEqualTo(Duration.ofSeconds(41));
        assertThat(warnings()).hasSize(2);
        assertThat(warnings().get(0))
                .startsWith("lenet: warning: file:" + run + ": the run lock of process 1 on another-host ")
                .endsWith("; waiting up to 60 s to find out whether that run is alive");
        assertThat(warnings().get(1)).contains("took over the run lock of process 1 on another-host ");
    }

    @Test
    void shouldWaitAtMostAMinuteForAMachineWhoseClockIsAhead() {
        writeLock(OTHER_HOST, 1, Duration.ofHours(-3));
        Instant before = time.now;

        acquire().close();

        assertThat(Duration.between(before, time.now)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void shouldRefuseWhenTheOtherMachineRenewsItsLock() {
        writeLock(OTHER_HOST, 1, Duration.ofSeconds(10));
        time.onSleep = () -> writeLock(OTHER_HOST, 1, Duration.ZERO);

        assertThatThrownBy(this::acquire)
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("another run holds the run lock, process 1 on another-host ");

        assertThat(content()).contains("other");
    }

    @Test
    void shouldAcquireTheLockWhenTheOtherJobReleasesIt() {
        writeLock(OTHER_HOST, 1, Duration.ofSeconds(10));
        time.onSleep = () -> otherFile().toFile().delete();

        acquire().close();

        assertThat(warnings()).singleElement().asString().contains("waiting up to 60 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "{}", "{\"id\": \"other\", \"heartbeat\": \"yesterday\"}"})
    void shouldWaitForALockThatCannotBeRead(String content) throws IOException {
        write(content);
        Files.setLastModifiedTime(otherFile(), FileTime.from(time.now.minusSeconds(30)));

        acquire().close();

        assertThat(warnings()).hasSize(2);
        assertThat(warnings().get(1))
                .contains("took over the run lock of an unknown process, which had not renewed it for ");
    }

    @Test
    void shouldEndTheWaitWhenAStopIsRequested() throws IOException {
        writeLock(OTHER_HOST, 1, Duration.ofSeconds(20));
        Instant before = time.now;

        assertThatThrownBy(() -> RunLock.acquire(
                        directory, "app-1", time, console::warn, () -> time.now.isAfter(before.plusSeconds(3))))
                .isInstanceOf(RunLock.StoppedException.class);

        assertThat(Duration.between(before, time.now)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_200));
        assertThat(run.toFile().list()).containsExactly(".run.lock.other");
    }

    @Test
    void shouldRenewTheHeartbeat() {
        try (RunLock lock = acquire()) {
            time.now = time.now.plusSeconds(15);
            lock.renew();
            assertThat(content(ownFile())).contains("\"heartbeat\" : \"" + time.now);
        }
    }

    @Test
    void shouldStopTheJobWhenAnotherHasTakenOver() throws IOException {
        try (RunLock lock = acquire()) {
            String renewed = time.now.toString();
            Files.delete(ownFile());
            writeLock(OTHER_HOST, 1, Duration.ZERO);
            lock.renew();

            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageStartingWith("file:" + run + ": process 1 on another-host ")
                    .hasMessageEndingWith(
                            "has taken over the run lock, since this run did not renew it after " + renewed
                                    + "; this run stops: continue it with --resume when no other run uses the directory");
        }
        assertThat(run.toFile().list()).containsExactly(".run.lock.other");
    }

    /** The next owner deletes the staging directory of this job before this job knows of it. */
    @Test
    void shouldReportThatAnotherHasTakenOverInsteadOfTheFailedWrite() throws IOException {
        try (RunLock lock = acquire()) {
            Files.delete(ownFile());
            writeLock(OTHER_HOST, 1, Duration.ZERO);
            // No staging directory can be made in a file.
            String staging = lock.fileNames().stream()
                    .filter(name -> name.startsWith(".staging"))
                    .findFirst()
                    .orElseThrow();
            try (Stream<Path> old = Files.walk(run.resolve(staging))) {
                old.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
            Files.writeString(run.resolve(staging), "");

            assertThatThrownBy(() -> lock.directory().write("metrics.jsonl", new byte[1]))
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageContaining("process 1 on another-host ");
        }
    }

    @Test
    void shouldNotRewriteALockFileThatWasDeleted() throws IOException {
        try (RunLock lock = acquire()) {
            Files.delete(ownFile());
            lock.renew();

            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageContaining(": its lock file was deleted, since ");
            lock.renew();
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldLoseTheLockPermanentlyWhenTheLeaseExpires() throws IOException {
        try (RunLock lock = acquire()) {
            String renewed = time.now.toString();
            time.now = time.now.plusSeconds(45);
            lock.requireHeld();
            time.now = time.now.plusMillis(1);

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(lock::requireHeld)
                        .isInstanceOf(OwnershipLostException.class)
                        .hasMessage("file:" + run
                                + ": another run may have taken over the run lock, since this run did not renew it after "
                                + renewed
                                + "; this run stops: continue it with --resume when no other run uses the directory");
                lock.renew();
            }
            assertThat(content(ownFile())).contains("\"heartbeat\" : \"" + renewed);
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldLoseTheLockWhenARenewalEndsAfterTheLease() throws IOException {
        Instant start = time.now;
        try (RunLock lock = acquire()) {
            time.now = start.plusSeconds(44);
            time.nextReadings = new ArrayDeque<>(List.of(start.plusSeconds(44), start.plusSeconds(46)));
            lock.renew();

            assertThatThrownBy(lock::requireHeld).isInstanceOf(OwnershipLostException.class);
            assertThat(run.toFile().list()).noneMatch(name -> name.startsWith(".run.lock."));
        }
    }

    @Test
    void shouldStopTheJobWhenTheLockCannotBeRenewed() throws IOException {
        try (RunLock lock = acquire()) {
            Path ownFile = ownFile();
            Files.delete(ownFile);
            Files.createDirectory(ownFile);
            for (int i = 0; i < 2; i++) {
                time.now = time.now.plusSeconds(15);
                lock.renew();
                lock.requireHeld();
            }

            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .startsWith("lenet: warning: the run lock could not be renewed, retrying: ");
            time.now = time.now.plusSeconds(16);
            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageContaining("did not renew it after ")
                    .hasMessageContaining(ownFile + ": cannot be written: ");
            Files.delete(ownFile);
        }
    }

    @Test
    void shouldContinueWhenARenewalSucceedsWithinTheLease() throws IOException {
        try (RunLock lock = acquire()) {
            Path ownFile = ownFile();
            byte[] content = Files.readAllBytes(ownFile);
            Files.delete(ownFile);
            Files.createDirectory(ownFile);
            time.now = time.now.plusSeconds(30);
            lock.renew();
            Files.delete(ownFile);
            Files.write(ownFile, content);
            lock.renew();
            time.now = time.now.plusSeconds(45);

            lock.requireHeld();
        }
    }

    @Test
    void shouldDeleteStagingDirectoriesOfAbandonedLocks() throws IOException {
        writeLock("", MISSING_PID, Duration.ofSeconds(1));
        Files.createDirectories(run.resolve(".staging-other/half"));
        Files.writeString(run.resolve(".staging-other/half/written"), "x");
        Files.createDirectory(run.resolve(".staging-without-a-lock"));

        try (RunLock lock = acquire()) {
            assertThat(run.toFile().list())
                    .containsExactlyInAnyOrderElementsOf(lock.fileNames())
                    .hasSize(2);
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldWithdrawWhenAnotherJobWritesItsLockAtTheSameTime() {
        AtomicInteger listings = new AtomicInteger();
        time.onSleep = () -> assertThat(otherFile().toFile().delete()).isTrue();
        Directory racing = RacingFileSystem.directory(run, () -> {
            // Between the first and the second listing of this job.
            if (listings.incrementAndGet() == 2) {
                writeLock(OTHER_HOST, 1, Duration.ZERO);
            }
        });

        RunLock.acquire(racing, "app-1", time, console::warn, () -> false).close();

        assertThat(listings.get()).isGreaterThanOrEqualTo(4);
        assertThat(run).isEmptyDirectory();
    }
}
