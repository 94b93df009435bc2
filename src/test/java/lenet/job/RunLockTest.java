package lenet.job;

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
import java.util.List;
import lenet.storage.Directory;
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

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void pass(Duration duration) {
            now = now.plus(duration);
            meanwhile.run();
        }
    }

    private Path file() {
        return run.resolve(".run.lock");
    }

    private RunLock acquire() {
        return RunLock.acquire(directory, "app-1", hands, console);
    }

    private List<String> warnings() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void locked(String host, long pid, Duration age) {
        LockHolder here = LockHolder.here("app-0", hands.now);
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
        try {
            return Files.readString(file());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLeaveTheDirectoryEmptyWhileItIsHeldAndAfterwards() throws IOException {
        try (RunLock lock = acquire()) {
            lock.requireHeld();
            assertThat(file()).exists();
            assertThat(directory.isEmpty()).isTrue();
            assertThat(content()).contains("\"application\" : \"app-1\"", "\"heartbeat\" : \"" + hands.now);
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
        hands.meanwhile = () -> assertThat(file().toFile().delete()).isTrue();

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
    void shouldShowThatItsJobRuns() {
        try (RunLock lock = acquire()) {
            hands.now = hands.now.plusSeconds(15);
            lock.renew();
            assertThat(content()).contains("\"heartbeat\" : \"" + hands.now);
        }
    }

    @Test
    void shouldStopTheJobThatLostIt() {
        try (RunLock lock = acquire()) {
            String renewed = hands.now.toString();
            locked(ELSEWHERE, 1, Duration.ZERO);
            lock.renew();

            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(OutputException.class)
                    .hasMessageStartingWith("file:" + run + ": process 1 on another-host ")
                    .hasMessageEndingWith("has taken over, since this run did not renew its lock after " + renewed
                            + "; this run stops");
        }
        assertThat(content()).contains("\"other\"");
    }

    @Test
    void shouldLookAgainAfterAJobWasStoppedForAWhile() {
        try (RunLock lock = acquire()) {
            locked(ELSEWHERE, 1, Duration.ZERO);
            lock.requireHeld();
            hands.now = hands.now.plusSeconds(31);

            assertThatThrownBy(lock::requireHeld).isInstanceOf(OutputException.class);
        }
    }

    @Test
    void shouldBeWrittenAgainWhenSomebodyDeletesIt() throws IOException {
        try (RunLock lock = acquire()) {
            Files.delete(file());
            lock.renew();
            lock.requireHeld();
            assertThat(file()).exists();
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void shouldWarnOnceWhileItCannotBeRenewed() throws IOException {
        try (RunLock lock = acquire()) {
            Files.delete(file());
            Files.createDirectory(file());
            lock.renew();
            lock.renew();
            lock.requireHeld();

            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .startsWith("lenet: warning: the lock could not be renewed, trying again: ");
            Files.delete(file());
            lock.renew();
            assertThat(file()).isRegularFile();
        }
    }
}
