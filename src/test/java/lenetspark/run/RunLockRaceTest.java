package lenetspark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lenetspark.job.Console;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that take the lock of one run directory at the same moment. */
class RunLockRaceTest {

    private static final int CONTENDERS = 4;
    private static final Console SILENT = new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    /** The system clock; a sleep only yields the processor. */
    private static final RunLock.TimeSource NO_SLEEP = new RunLock.TimeSource() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) {
            Thread.yield();
        }
    };

    private final Path temporary;

    RunLockRaceTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private static void writeAbandonedLock(Path run) throws IOException {
        LockOwner current = LockOwner.current("app-0", Instant.now());
        Files.writeString(
                run.resolve(".run.lock.dead"),
                """
                {"id": "dead", "host": "%s", "boot": "%s", "pidNamespace": "%s", "pid": 999999999, "processStarted": "",
                 "application": "app-0", "started": "2026-01-01T00:00:00Z", "heartbeat": "%s"}"""
                        .formatted(current.host(), current.boot(), current.pidNamespace(), Instant.now()));
        Files.writeString(Files.createDirectory(run.resolve(".staging-dead")).resolve("half"), "written");
    }

    /** Half of the races begin with an abandoned lock. An owner holds the lock until every contender has tried. */
    @Test
    void shouldHaveOneOwnerAtMostInAThousandRaces() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
        int won = 0;
        try {
            for (int round = 0; round < 1_000; round++) {
                Path run = Files.createDirectory(temporary.resolve("run" + round));
                if (round % 4 < 2) {
                    writeAbandonedLock(run);
                }
                // In every other round random delays interleave the operations of the contenders.
                Directory directory = round % 2 == 0
                        ? Directory.at(run.toString(), new Configuration())
                        : RacingFileSystem.directory(run, RunLockRaceTest::yieldRandomly);
                won += race(threads, directory);
                assertThat(run).as("round %d", round).isEmptyDirectory();
            }
        } finally {
            threads.shutdown();
        }
        // Nearly every race has an owner; in some, all contenders withdraw.
        assertThat(won).isBetween(900, 1_000);
    }

    private static void yieldRandomly() {
        for (int i = ThreadLocalRandom.current().nextInt(3); i > 0; i--) {
            Thread.yield();
        }
    }

    /** Runs a race and returns the number of owners: 0 or 1. */
    static int race(ExecutorService threads, Directory directory) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CONTENDERS);
        CountDownLatch tried = new CountDownLatch(CONTENDERS);
        AtomicInteger owners = new AtomicInteger();
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        List<Future<?>> contenders = new ArrayList<>();
        for (int contender = 0; contender < CONTENDERS; contender++) {
            contenders.add(threads.submit(() -> {
                start.await();
                try (RunLock lock = RunLock.acquire(directory, "app", NO_SLEEP, SILENT::warn, () -> false)) {
                    owners.incrementAndGet();
                    lock.directory().write("owner", new byte[1]);
                    lock.directory().delete("owner");
                    tried.countDown();
                    tried.await();
                } catch (OutputException e) {
                    refusals.add(e.getMessage());
                    tried.countDown();
                }
                return null;
            }));
        }
        for (Future<?> contender : contenders) {
            contender.get(60, TimeUnit.SECONDS);
        }
        assertThat(owners.get()).isLessThanOrEqualTo(1);
        assertThat(refusals)
                .hasSize(CONTENDERS - owners.get())
                .allMatch(reason -> reason.contains(": another run holds the run lock, process ")
                        || reason.contains(": other runs are starting in this directory"));
        return owners.get();
    }

    /** Lets one contender at a time do one operation on the directory, in a random order. */
    private static final class Turns {
        private final Semaphore[] turns = {new Semaphore(0), new Semaphore(0)};
        private final Semaphore done = new Semaphore(0);
        private final ThreadLocal<Integer> contender = new ThreadLocal<>();
        private final boolean[] ended = new boolean[2];

        void await() {
            Integer me = contender.get();
            if (me != null) {
                done.release();
                turns[me].acquireUninterruptibly();
            }
        }

        void begin(int me) {
            contender.set(me);
            turns[me].acquireUninterruptibly();
        }

        void end(int me) {
            ended[me] = true;
            done.release();
        }

        void run(Random order) {
            while (!ended[0] || !ended[1]) {
                int next = order.nextInt(2);
                if (ended[next]) {
                    continue;
                }
                turns[next].release();
                done.acquireUninterruptibly();
            }
        }
    }

    @Test
    void shouldHaveOneOwnerAtMostInAnyInterleavingOfTwoContenders() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Set<String> outcomes = new HashSet<>();
        try {
            for (int seed = 0; seed < 300; seed++) {
                Path run = Files.createDirectory(temporary.resolve("run" + seed));
                writeAbandonedLock(run);
                Turns turns = new Turns();
                Directory directory = RacingFileSystem.directory(run, turns::await);
                List<RunLock> owners = new ArrayList<>();
                List<Future<?>> contenders = new ArrayList<>();
                for (int contender = 0; contender < 2; contender++) {
                    int me = contender;
                    contenders.add(threads.submit(() -> {
                        turns.begin(me);
                        try {
                            RunLock lock = RunLock.acquire(directory, "app", NO_SLEEP, SILENT::warn, () -> false);
                            lock.requireHeld();
                            synchronized (owners) {
                                owners.add(lock);
                            }
                        } catch (OutputException e) {
                            // The other contender holds the lock or is about to acquire it.
                        } finally {
                            turns.contender.remove();
                            turns.end(me);
                        }
                    }));
                }
                turns.run(new Random(seed));
                for (Future<?> contender : contenders) {
                    contender.get(60, TimeUnit.SECONDS);
                }
                assertThat(owners).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
                outcomes.add("owners " + owners.size());
                owners.forEach(RunLock::close);
                assertThat(run).isEmptyDirectory();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(outcomes).contains("owners 1");
    }

    /** Process of {@link #shouldHaveOneOwnerAtMostAmongProcesses}: acquires the lock, prints so, and holds it until it reads a line. */
    public static final class Contender {
        private Contender() {}

        public static void main(String[] arguments) throws Exception {
            Directory directory = Directory.at(arguments[0], new Configuration());
            System.out.println("ready");
            for (String run = read(); !run.isEmpty(); run = read()) {
                try (RunLock lock = RunLock.acquire(
                        directory.child(run), "app", RunLock.TimeSource.SYSTEM, SILENT::warn, () -> false)) {
                    System.out.println("owner");
                    read();
                    lock.requireHeld();
                } catch (OutputException | OwnershipLostException e) {
                    System.out.println("refused: " + e.getMessage());
                    read();
                }
                System.out.println("done");
            }
        }

        private static String read() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = System.in.read(); next != '\n' && next >= 0; next = System.in.read()) {
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldHaveOneOwnerAtMostAmongProcesses() throws Exception {
        List<ContenderProcess> contenders = new ArrayList<>();
        int won = 0;
        try {
            for (int contender = 0; contender < CONTENDERS; contender++) {
                contenders.add(ContenderProcess.start(temporary));
            }
            for (ContenderProcess contender : contenders) {
                assertThat(contender.readLine()).isEqualTo("ready");
            }
            for (int round = 0; round < 20; round++) {
                Path run = Files.createDirectory(temporary.resolve("run" + round));
                writeAbandonedLock(run);
                for (ContenderProcess contender : contenders) {
                    contender.writeLine("run" + round);
                }
                List<String> replies = new ArrayList<>();
                for (ContenderProcess contender : contenders) {
                    replies.add(contender.readLine());
                }
                assertThat(replies.stream().filter("owner"::equals).count())
                        .as("%s", replies)
                        .isLessThanOrEqualTo(1);
                assertThat(replies)
                        .allMatch(line -> line.equals("owner") || line.contains("another run holds the run lock"));
                won += replies.contains("owner") ? 1 : 0;
                for (ContenderProcess contender : contenders) {
                    contender.writeLine("end");
                    assertThat(contender.readLine()).isEqualTo("done");
                }
                assertThat(run).isEmptyDirectory();
            }
        } finally {
            contenders.forEach(ContenderProcess::close);
        }
        assertThat(won).isGreaterThan(10);
    }

    private record ContenderProcess(Process process) {

        static ContenderProcess start(Path runs) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Contender.class.getName()));
            command.add(runs.toString());
            return new ContenderProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }

        void writeLine(String line) throws IOException {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        String readLine() throws IOException {
            String line = process.inputReader(StandardCharsets.UTF_8).readLine();
            return line == null ? "ended" : line;
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
