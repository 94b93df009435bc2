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
class RunLockRaceIT {

    private static final int TAKERS = 4;
    private static final Console SILENT = new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    /** The machine's clock; whoever waits gives way to others. */
    private static final RunLock.Time IMPATIENT = new RunLock.Time() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void pass(Duration duration) {
            Thread.yield();
        }
    };

    private final Path temporary;

    RunLockRaceIT(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private static void leaveDeadLock(Path run) throws IOException {
        LockOwner here = LockOwner.here("app-0", Instant.now());
        Files.writeString(
                run.resolve(".run.lock.dead"),
                """
                {"id": "dead", "host": "%s", "boot": "%s", "pidNamespace": "%s", "pid": 999999999, "processStarted": "",
                 "application": "app-0", "started": "2026-01-01T00:00:00Z", "heartbeat": "%s"}"""
                        .formatted(here.host(), here.boot(), here.pidNamespace(), Instant.now()));
        Files.writeString(Files.createDirectory(run.resolve(".staging-dead")).resolve("half"), "written");
    }

    /** Half of them for a dead lock; all takers hold on to what they get until every one has tried. */
    @Test
    void shouldHaveOneOwnerAtMostInAThousandRaces() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(TAKERS);
        int won = 0;
        try {
            for (int round = 0; round < 1_000; round++) {
                Path run = Files.createDirectory(temporary.resolve("run" + round));
                if (round % 4 < 2) {
                    leaveDeadLock(run);
                }
                // Every other round the operations of the takers are spread over a while.
                Directory directory = round % 2 == 0
                        ? Directory.at(run.toString(), new Configuration())
                        : RacingFileSystem.directory(run, RunLockRaceIT::dawdle);
                won += race(threads, directory);
                assertThat(run).as("round %d", round).isEmptyDirectory();
            }
        } finally {
            threads.shutdown();
        }
        // Nearly every race has a winner; in some, all gave way to one another.
        assertThat(won).isBetween(900, 1_000);
    }

    private static void dawdle() {
        for (int i = ThreadLocalRandom.current().nextInt(3); i > 0; i--) {
            Thread.yield();
        }
    }

    /** Number of owners: 0 or 1. */
    static int race(ExecutorService threads, Directory directory) throws Exception {
        CyclicBarrier start = new CyclicBarrier(TAKERS);
        CountDownLatch tried = new CountDownLatch(TAKERS);
        AtomicInteger owners = new AtomicInteger();
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        List<Future<?>> takers = new ArrayList<>();
        for (int taker = 0; taker < TAKERS; taker++) {
            takers.add(threads.submit(() -> {
                start.await();
                try (RunLock lock = RunLock.acquire(directory, "app", IMPATIENT, SILENT::warn, () -> false)) {
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
        for (Future<?> taker : takers) {
            taker.get(60, TimeUnit.SECONDS);
        }
        assertThat(owners.get()).isLessThanOrEqualTo(1);
        assertThat(refusals)
                .hasSize(TAKERS - owners.get())
                .allMatch(reason -> reason.contains(": another run writes here, process ")
                        || reason.contains(": other runs are starting here at this moment"));
        return owners.get();
    }

    /** Lets one taker at a time do one operation on the directory, in an order that is drawn. */
    private static final class Turns {
        private final Semaphore[] turns = {new Semaphore(0), new Semaphore(0)};
        private final Semaphore done = new Semaphore(0);
        private final ThreadLocal<Integer> taker = new ThreadLocal<>();
        private final boolean[] ended = new boolean[2];

        void await() {
            Integer me = taker.get();
            if (me != null) {
                done.release();
                turns[me].acquireUninterruptibly();
            }
        }

        void begin(int me) {
            taker.set(me);
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
    void shouldHaveOneOwnerAtMostInWhateverOrderTwoTakersActStepByStep() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Set<String> outcomes = new HashSet<>();
        try {
            for (int seed = 0; seed < 300; seed++) {
                Path run = Files.createDirectory(temporary.resolve("run" + seed));
                leaveDeadLock(run);
                Turns turns = new Turns();
                Directory directory = RacingFileSystem.directory(run, turns::await);
                List<RunLock> owners = new ArrayList<>();
                List<Future<?>> takers = new ArrayList<>();
                for (int taker = 0; taker < 2; taker++) {
                    int me = taker;
                    takers.add(threads.submit(() -> {
                        turns.begin(me);
                        try {
                            RunLock lock = RunLock.acquire(directory, "app", IMPATIENT, SILENT::warn, () -> false);
                            lock.requireHeld();
                            synchronized (owners) {
                                owners.add(lock);
                            }
                        } catch (OutputException e) {
                            // Refused: the other has it, or is about to.
                        } finally {
                            turns.taker.remove();
                            turns.end(me);
                        }
                    }));
                }
                turns.run(new Random(seed));
                for (Future<?> taker : takers) {
                    taker.get(60, TimeUnit.SECONDS);
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

    /** For {@link #shouldHaveOneOwnerAtMostAmongProcesses}: takes the lock, says so, and keeps it until it is told to end. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            Directory directory = Directory.at(arguments[0], new Configuration());
            System.out.println("ready");
            for (String run = read(); !run.isEmpty(); run = read()) {
                try (RunLock lock =
                        RunLock.acquire(directory.child(run), "app", RunLock.Time.SYSTEM, SILENT::warn, () -> false)) {
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
        List<TakerProcess> takers = new ArrayList<>();
        int won = 0;
        try {
            for (int taker = 0; taker < TAKERS; taker++) {
                takers.add(TakerProcess.start(temporary));
            }
            for (TakerProcess taker : takers) {
                assertThat(taker.says()).isEqualTo("ready");
            }
            for (int round = 0; round < 20; round++) {
                Path run = Files.createDirectory(temporary.resolve("run" + round));
                leaveDeadLock(run);
                for (TakerProcess taker : takers) {
                    taker.tell("run" + round);
                }
                List<String> said = new ArrayList<>();
                for (TakerProcess taker : takers) {
                    said.add(taker.says());
                }
                assertThat(said.stream().filter("owner"::equals).count())
                        .as("%s", said)
                        .isLessThanOrEqualTo(1);
                assertThat(said).allMatch(line -> line.equals("owner") || line.contains("another run writes here"));
                won += said.contains("owner") ? 1 : 0;
                for (TakerProcess taker : takers) {
                    taker.tell("end");
                    assertThat(taker.says()).isEqualTo("done");
                }
                assertThat(run).isEmptyDirectory();
            }
        } finally {
            takers.forEach(TakerProcess::close);
        }
        assertThat(won).isGreaterThan(10);
    }

    private record TakerProcess(Process process) {

        static TakerProcess start(Path runs) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Taker.class.getName()));
            command.add(runs.toString());
            return new TakerProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }

        void tell(String line) throws IOException {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        String says() throws IOException {
            String line = process.inputReader(StandardCharsets.UTF_8).readLine();
            return line == null ? "ended" : line;
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
