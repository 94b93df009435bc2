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

    private static final String ELSEWHERE = "another-host";
    private static final long NO_PROCESS = 999_999_999;

    private final Path run;
    private final Directory directory;
    private final Hands hands = new Hands();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(System.out, new PrintStream(err, true, StandardCharsets.UTF_8));

    RunLockTest(@TempDir Path run) throws IOException {
        this.run = run;
        this.directory = Directory.at(run.toString(), new Configuration());
    }

    /** A clock that is set by hand, and what happens while it is waited for. */
    private static final class Hands implements RunLock.Time {
        private Instant now = Instant.now();
        private Runnable meanwhile = () -> {};

        /** What the next readings are, before {@code now}. */
        private Queue<Instant> onNow = new ArrayDeque<>();

        @Override
        public Instant now() {
            Instant next = onNow.poll();
            return next == null ? now : next;
        }

        @Override
        public void pass(Duration duration) {
            now = now.plus(duration);
            meanwhile.run();
        }
    }

    /** The lock file of the other job. */
    private Path file() {
        return run.resolve(".run.lock.other");
    }

    /** The only lock file there is. */
    private Path own() {
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
        return RunLock.acquire(directory, "app-1", hands, console::warn, () -> false);
    }

    private List<String> warnings() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void locked(String host, long pid, Duration age) {
        LockOwner here = LockOwner.here("app-0", hands.now);
        String then = hands.now.minus(age).toString();
        write(
                """
                {"id": "other", "host": "%s", "boot": "%s", "pidNamespace": "%s", "pid": %d, "processStarted": "%s",
                 "application": "app-0", "started": "2026-01-01T00:00:00Z", "heartbeat": "%s"}"""
                        .formatted(
                                host.isEmpty() ? here.host() : host,
                                here.boot(),
                                here.pidNamespace(),
                                pid,
                                here.processStarted(),
                                then));
    }

    private void write(String content) {
        try {
            Files.writeString(file(), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String content() {
        return content(file());
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLeaveTheDirectoryEmptyWhileItIsHeldAndAfterwards() throws IOException {
        try (RunLock lock = acquire()) {
            lock.requireHeld();
            assertThat(directory.isEmpty()).isTrue();
            assertThat(content(own())).contains("\"application\" : \"app-1\"", "\"heartbeat\" : \"" + hands.now);
        }
        assertThat(run).isEmptyDirectory();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void shouldRefuseASecondJobAndNameTheFirst() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        try (RunLock first = acquire()) {
            assertThatThrownBy(this::acquire)
                    .isInstanceOf(OutputException.class)
                    .hasMessageStartingWith("file:" + run + ": another run writes here, process " + pid + " on ")
                    .hasMessageEndingWith(" (Spark application app-1) since " + hands.now
                            + "; wait until it ends, stop it, or choose another --output");
            assertThatThrownBy(() -> RunLock.refuseIfHeldHere(directory, hands))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("another run writes here");
            first.requireHeld();
        }
        RunLock.refuseIfHeldHere(directory, hands);
        acquire().close();
    }

    @Test
    void shouldTakeOverAtOnceFromAProcessOfThisMachineThatIsNoMore() {
        locked("", NO_PROCESS, Duration.ofSeconds(1));
        Instant before = hands.now;

        acquire().close();

        assertThat(hands.now).isEqualTo(before);
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("lenet: warning: file:" + run + ": taking over from process 999999999 on ")
                .endsWith(" (Spark application app-0) since 2026-01-01T00:00:00Z, which is no longer running");
    }

    @Test
    void shouldTakeOverFromAProcessWhoseNumberAnotherHasNow() {
        locked("", ProcessHandle.current().pid(), Duration.ofSeconds(1));
        write(content().replaceFirst("(\"processStarted\": \")[^\"]+", "$12020-01-01T00:00:00Z"));

        acquire().close();

        assertThat(warnings()).singleElement().asString().endsWith("which is no longer running");
    }

    @Test
    void shouldNotTakeAProcessForDeadThatAMachineOfTheSameNameHas() {
        locked("", NO_PROCESS, Duration.ofSeconds(20));
        write(content().replaceFirst("(\"boot\": \")[^\"]*", "$1another"));
        Instant before = hands.now;

        acquire().close();

        assertThat(Duration.between(before, hands.now)).isEqualTo(Duration.ofSeconds(41));
    }

    @Test
    void shouldTakeOverAtOnceFromAnotherMachineThatWasNotHeardOfForAMinute() {
        locked(ELSEWHERE, 1, Duration.ofSeconds(61));
        String seen = hands.now.minusSeconds(61).toString();
        Instant before = hands.now;

        acquire().close();

        assertThat(hands.now).isEqualTo(before);
        assertThat(warnings()).singleElement().asString().endsWith(", which was last seen at " + seen);
    }

    @Test
    void shouldWaitForAnotherMachineToProveDead() {
        locked(ELSEWHERE, 1, Duration.ofSeconds(20));
        Instant before = hands.now;

        acquire().close();

        assertThat(Duration.between(before, hands.now)).isEqualTo(Duration.ofSeconds(41));
        assertThat(warnings()).hasSize(2);
        assertThat(warnings().get(0))
                .startsWith("lenet: warning: file:" + run + ": the lock of process 1 on another-host ")
                .endsWith("; waiting up to 60 s to see whether it still runs");
        assertThat(warnings().get(1)).contains("taking over from process 1 on another-host ");
    }

    @Test
    void shouldWaitNoLongerThanAMinuteForAMachineWhoseClockIsAhead() {
        locked(ELSEWHERE, 1, Duration.ofHours(-3));
        Instant before = hands.now;

        acquire().close();

        assertThat(Duration.between(before, hands.now)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void shouldRefuseWhenTheOtherMachineShowsThatItLives() {
        locked(ELSEWHERE, 1, Duration.ofSeconds(10));
        hands.meanwhile = () -> locked(ELSEWHERE, 1, Duration.ZERO);

        assertThatThrownBy(this::acquire)
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("another run writes here, process 1 on another-host ");

        assertThat(content()).contains("other");
    }

    @Test
    void shouldStartWhenTheOtherEndsMeanwhile() {
        locked(ELSEWHERE, 1, Duration.ofSeconds(10));
        hands.meanwhile = () -> file().toFile().delete();

        acquire().close();

        assertThat(warnings()).singleElement().asString().contains("waiting up to 60 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "{}", "{\"id\": \"other\", \"heartbeat\": \"yesterday\"}"})
    void shouldWaitForALockThatCannotBeRead(String content) throws IOException {
        write(content);
        Files.setLastModifiedTime(file(), FileTime.from(hands.now.minusSeconds(30)));

        acquire().close();

        assertThat(warnings()).hasSize(2);
        assertThat(warnings().get(1)).contains("taking over from an unknown process, which was last seen at ");
    }

    @Test
    void shouldEndTheWaitForAnotherMachineWhenItIsStopped() throws IOException {
        locked(ELSEWHERE, 1, Duration.ofSeconds(20));
        Instant before = hands.now;

        assertThatThrownBy(() -> RunLock.acquire(
                        directory, "app-1", hands, console::warn, () -> hands.now.isAfter(before.plusSeconds(3))))
                .isInstanceOf(RunLock.StoppedException.class);

        assertThat(Duration.between(before, hands.now)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_200));
        assertThat(run.toFile().list()).containsExactly(".run.lock.other");
    }

    @Test
    void shouldShowThatItsJobRuns() {
        try (RunLock lock = acquire()) {
            hands.now = hands.now.plusSeconds(15);
            lock.renew();
            assertThat(content(own())).contains("\"heartbeat\" : \"" + hands.now);
        }
    }

    @Test
    void shouldStopTheJobThatLostIt() throws IOException {
        try (RunLock lock = acquire()) {
            String renewed = hands.now.toString();
            Files.delete(own());
            locked(ELSEWHERE, 1, Duration.ZERO);
            lock.renew();

            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageStartingWith("file:" + run + ": process 1 on another-host ")
                    .hasMessageEndingWith("has taken over, since this run did not renew its lock after " + renewed
                            + "; this run stops: when no other run writes here, go on with --resume");
        }
        assertThat(run.toFile().list()).containsExactly(".run.lock.other");
    }

    @Test
    void shouldNotWriteTheLockAgainThatAnotherHasDeleted() throws IOException {
        try (RunLock lock = acquire()) {
            Files.delete(own());
            lock.renew();

            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageContaining(": its lock file was deleted, since ");
            lock.renew();
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldLoseTheLockForGoodWhenItWasNotRenewedWithinTheLease() throws IOException {
        try (RunLock lock = acquire()) {
            String renewed = hands.now.toString();
            hands.now = hands.now.plusSeconds(45);
            lock.requireHeld();
            hands.now = hands.now.plusMillis(1);

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(lock::requireHeld)
                        .isInstanceOf(OwnershipLostException.class)
                        .hasMessage("file:" + run
                                + ": another run may have taken over, since this run did not renew its lock after "
                                + renewed
                                + "; this run stops: when no other run writes here, go on with --resume");
                lock.renew();
            }
            assertThat(content(own())).contains("\"heartbeat\" : \"" + renewed);
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldLoseTheLockWhenARenewalEndedTooLate() throws IOException {
        Instant start = hands.now;
        try (RunLock lock = acquire()) {
            hands.now = start.plusSeconds(44);
            hands.onNow = new ArrayDeque<>(List.of(start.plusSeconds(44), start.plusSeconds(46)));
            lock.renew();

            assertThatThrownBy(lock::requireHeld).isInstanceOf(OwnershipLostException.class);
            assertThat(run.toFile().list()).noneMatch(name -> name.startsWith(".run.lock."));
        }
    }

    @Test
    void shouldStopTheJobThatCannotRenewItsLock() throws IOException {
        try (RunLock lock = acquire()) {
            Path own = own();
            Files.delete(own);
            Files.createDirectory(own);
            for (int i = 0; i < 2; i++) {
                hands.now = hands.now.plusSeconds(15);
                lock.renew();
                lock.requireHeld();
            }

            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .startsWith("lenet: warning: the lock could not be renewed, trying again: ");
            hands.now = hands.now.plusSeconds(16);
            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OwnershipLostException.class)
                    .hasMessageContaining("did not renew its lock after ")
                    .hasMessageContaining(own + ": cannot be written: ");
            Files.delete(own);
        }
    }

    @Test
    void shouldGoOnWhenTheLockCanBeRenewedAgainWithinTheLease() throws IOException {
        try (RunLock lock = acquire()) {
            Path own = own();
            byte[] content = Files.readAllBytes(own);
            Files.delete(own);
            Files.createDirectory(own);
            hands.now = hands.now.plusSeconds(30);
            lock.renew();
            Files.delete(own);
            Files.write(own, content);
            lock.renew();
            hands.now = hands.now.plusSeconds(45);

            lock.requireHeld();
        }
    }

    @Test
    void shouldRemoveWhatTheDeadLeft() throws IOException {
        locked("", NO_PROCESS, Duration.ofSeconds(1));
        Files.createDirectories(run.resolve(".staging-other/half"));
        Files.writeString(run.resolve(".staging-other/half/written"), "x");
        Files.createDirectory(run.resolve(".staging-without-a-lock"));

        try (RunLock lock = acquire()) {
            assertThat(run.toFile().list())
                    .containsExactlyInAnyOrderElementsOf(lock.names())
                    .hasSize(2);
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldWithdrawWhenAnotherHasWrittenItsLockMeanwhile() {
        AtomicInteger listings = new AtomicInteger();
        hands.meanwhile = () -> assertThat(file().toFile().delete()).isTrue();
        Directory racing = RacingFileSystem.directory(run, () -> {
            // After this job has looked for others, and before it looks again.
            if (listings.incrementAndGet() == 2) {
                locked(ELSEWHERE, 1, Duration.ZERO);
            }
        });

        RunLock.acquire(racing, "app-1", hands, console::warn, () -> false).close();

        assertThat(listings.get()).isGreaterThanOrEqualTo(4);
        assertThat(run).isEmptyDirectory();
    }
}
