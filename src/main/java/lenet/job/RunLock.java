package lenet.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lenet.storage.Directory;
import org.jspecify.annotations.Nullable;

/**
 * The right to write into a run directory, which one job has at a time: a hidden file in it that its holder renews every
 * {@link #RENEWAL} until it deletes it.
 *
 * <p>A lock whose holder is proven dead (a process of this machine that is no more) or that was not renewed for
 * {@link #STALE} is taken over with a warning, so that a run whose driver was killed can be resumed. Whether a fresh lock of
 * another machine has a living holder shows in it being renewed or not: that is waited for. Machines' clocks must agree to
 * within the difference of the two times. A holder that wakes up after it was taken for dead finds the other's name in the
 * lock and stops before it writes anything more: not every filesystem can create a file only if there is none, so this
 * also settles what two jobs that start at the same moment made of it.
 */
final class RunLock implements AutoCloseable {

    /** The lock's name; hidden, so that a directory with nothing else in it is empty. */
    static final String FILE = ".run.lock";

    static final Duration RENEWAL = Duration.ofSeconds(15);
    static final Duration STALE = Duration.ofSeconds(60);

    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /** The clock, and the waiting for it. */
    interface Time {
        Time SYSTEM = new Time() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void pass(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis());
            }
        };

        Instant now();

        void pass(Duration duration) throws InterruptedException;
    }

    private final Directory directory;
    private final Time time;
    private final Console console;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(beat -> {
        Thread thread = new Thread(beat, "run-lock");
        thread.setDaemon(true);
        return thread;
    });
    private LockHolder me;
    private Instant renewed;
    private boolean closed;
    private boolean failing;
    private @Nullable String loss;

    private RunLock(Directory directory, LockHolder me, Time time, Console console) {
        this.directory = directory;
        this.me = me;
        this.time = time;
        this.console = console;
        this.renewed = Instant.parse(me.heartbeat());
    }

    /** What a lock says; {@code holder} is null where it cannot be read, for instance half written. */
    private record Found(@Nullable LockHolder holder, Instant heartbeat) {

        boolean isOf(LockHolder other) {
            return holder != null && holder.id().equals(other.id());
        }

        boolean isStale(Instant now) {
            return Duration.between(heartbeat, now).compareTo(STALE) > 0;
        }

        boolean hasDied(Instant now) {
            return isStale(now) || (holder != null && holder.hasDiedHere());
        }

        boolean isRunningHere(Instant now) {
            return !isStale(now) && holder != null && holder.isRunningHere();
        }

        String who() {
            return holder == null ? "an unknown process" : holder.toString();
        }
    }

    /**
     * Refuses a directory that a running process of this machine writes into, and changes nothing.
     *
     * @throws OutputException if there is one, or the lock cannot be read
     */
    static void refuseIfHeldHere(Directory directory, Time time) {
        try {
            Optional<Found> found = find(directory);
            if (found.isPresent() && found.get().isRunningHere(time.now())) {
                throw refusal(directory, found.get());
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Takes the lock, waiting up to {@link #STALE} for that of another machine to prove living or dead.
     *
     * @param directory which must exist
     * @param application of Spark, for those who are refused
     * @throws OutputException if another job has it, or the directory cannot be read or written
     */
    static RunLock acquire(Directory directory, String application, Time time, Console console) {
        try {
            waitForOther(directory, time, console);
            LockHolder me = LockHolder.here(application, time.now());
            boolean written = directory.writeNew(FILE, JSON.writeValueAsBytes(me));
            Optional<Found> now = find(directory);
            if (now.isPresent() && !now.get().isOf(me)) {
                throw refusal(directory, now.get());
            }
            if (!written && now.isEmpty()) {
                throw new OutputException(directory + ": another run has just ended; try again");
            }
            RunLock lock = new RunLock(directory, me, time, console);
            lock.beat();
            return lock;
        } catch (IOException e) {
            throw new OutputException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + directory + "/" + FILE, e);
        }
    }

    /** Returns when no lock is there, or none any more. */
    private static void waitForOther(Directory directory, Time time, Console console)
            throws IOException, InterruptedException {
        Optional<Found> first = find(directory);
        if (first.isEmpty()) {
            return;
        }
        Found other = first.get();
        Instant until = time.now().plus(STALE);
        if (!other.hasDied(time.now()) && !other.isRunningHere(time.now())) {
            console.warn("%s: the lock of %s was renewed at %s; waiting up to %d s to see whether it still runs"
                    .formatted(directory, other.who(), other.heartbeat(), STALE.toSeconds()));
        }
        while (!other.hasDied(time.now()) && time.now().isBefore(until)) {
            if (other.isRunningHere(time.now())) {
                throw refusal(directory, other);
            }
            time.pass(GLANCE);
            Optional<Found> next = find(directory);
            if (next.isEmpty()) {
                return;
            }
            if (!next.get().equals(other)) {
                throw refusal(directory, next.get());
            }
        }
        console.warn("%s: taking over from %s, which %s"
                .formatted(
                        directory,
                        other.who(),
                        other.holder() != null && other.holder().hasDiedHere()
                                ? "is no longer running"
                                : "was last seen at " + other.heartbeat()));
        directory.delete(FILE);
    }

    private static Optional<Found> find(Directory directory) throws IOException {
        byte[] content;
        try {
            content = directory.read(FILE);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        try {
            LockHolder holder = JSON.readValue(content, LockHolder.class);
            if (holder != null) {
                return Optional.of(new Found(holder, Instant.parse(holder.heartbeat())));
            }
        } catch (JsonProcessingException e) {
            // Half written: when is all that is known.
        }
        try {
            return Optional.of(new Found(null, directory.modified(FILE)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private static OutputException refusal(Directory directory, Found other) {
        return new OutputException(
                "%s: another run writes here, %s; wait until it ends, stop it, or choose another --output"
                        .formatted(directory, other.who()));
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void beat() {
        heart.scheduleWithFixedDelay(this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes a new time into the lock, unless another has taken it. */
    synchronized void renew() {
        if (closed || loss != null) {
            return;
        }
        try {
            Optional<Found> found = find(directory);
            LockHolder other = found.map(Found::holder).orElse(null);
            if (other != null && !other.id().equals(me.id())) {
                loss = "%s: %s has taken over, since this run did not renew its lock after %s; this run stops"
                        .formatted(directory, other, renewed);
                return;
            }
            Instant now = time.now();
            me = me.renewed(now);
            directory.write(FILE, JSON.writeValueAsBytes(me));
            renewed = now;
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                console.warn("the lock could not be renewed, trying again: " + e.getMessage());
            }
        }
    }

    /**
     * Asks before something is written whether this job still may.
     *
     * @throws OutputException if another has taken the lock
     */
    synchronized void requireHeld() {
        if (Duration.between(renewed, time.now()).compareTo(RENEWAL.multipliedBy(2)) > 0) {
            // This process was stopped for a while, or the filesystem hangs.
            renew();
        }
        if (loss != null) {
            throw new OutputException(loss);
        }
    }

    /** Gives the lock back, if it is still this job's. */
    @Override
    public void close() {
        heart.shutdown();
        synchronized (this) {
            closed = true;
            try {
                if (loss == null
                        && find(directory).filter(found -> found.isOf(me)).isPresent()) {
                    directory.delete(FILE);
                }
            } catch (IOException e) {
                console.warn("the lock could not be deleted: " + e.getMessage());
            }
        }
    }
}
