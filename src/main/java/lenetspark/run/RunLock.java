package lenetspark.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import org.jspecify.annotations.Nullable;

/**
 * The right to write into a run directory, which one job has at a time. Every job that takes it has a hidden file of its own
 * there, {@code .run.lock.<id>}, that it renews every {@link #RENEWAL} until it deletes it.
 *
 * <p><b>Taking it.</b> A job lists the files. Every one must belong to a job that is proven dead (a process of this machine that
 * is no more) or was not renewed for {@link #STALE}; whether a fresh file of another machine has a living owner shows in it
 * being renewed or not, which is waited for. Then the job writes its own file and lists again. If there is a file that it has
 * not judged before, or one that has changed, it deletes its own and starts again after a random time. Otherwise the
 * directory is its own, and it deletes the files of the dead. Of several jobs that write their files at the same moment, the
 * one with the smallest name lists again until the others have withdrawn.
 *
 * <p><b>Why no two jobs can have it.</b> Suppose that P and Q both found nobody else in their last listing. Each wrote its
 * file before it began that listing. If Q's listing began after P had written, it showed P's file. If it began before,
 * then Q had written before P did, so P's listing, which began later still, showed Q's file. Either way one of them saw a
 * file of the other and withdrew, unless it had judged that file to be of a dead job, or the file was gone: its owner
 * deletes it only when it withdraws or has finished, and others only when they have judged it dead. A file that is wrongly
 * judged dead is one whose owner was stopped, or cut off, for {@link #STALE}. Such an owner has lost the lock for good when
 * {@link #LEASE} has passed, which is less: it does not renew it again and makes no further change. So all that is asked of a
 * filesystem is that a listing shows what was written before it began, which local disks, HDFS and today's object stores
 * promise; none needs to create a file only if there is none. And the clocks of machines must agree to within the
 * difference of the two times.
 *
 * <p><b>Writing.</b> The lock guards the directory ({@link #directory}): see {@link Directory#guarded} for what that means for
 * an owner that was stopped between being allowed a change and making it. A new owner deletes the lock files of the dead,
 * creates its staging directory, makes sure that its own lock file is still there, and deletes all other staging directories.
 * If another has taken over from it meanwhile, it either finds its lock file gone, or it created its staging directory before
 * the other deleted that file, and so before the other looked for staging directories. Hence no staging directory outlives a
 * takeover.
 */
public final class RunLock implements AutoCloseable {

    /** How the lock files' names begin; hidden, so that a directory with nothing else in it is empty. */
    static final String PREFIX = ".run.lock.";

    static final Duration RENEWAL = Duration.ofSeconds(15);
    static final Duration LEASE = Duration.ofSeconds(45);
    static final Duration STALE = Duration.ofSeconds(60);

    private static final String STAGING = ".staging-";
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final int POLL_STEPS = 10;
    private static final int ATTEMPTS = 10;
    private static final int LONGEST_BACK_OFF_MILLIS = 500;

    /** Listings in which a job waits for others to withdraw that take the lock at the same moment. */
    private static final int LISTINGS = 10;

    private static final Duration LISTING_INTERVAL = Duration.ofMillis(200);
    private static final int READS = 3;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /** A clock, and how to wait for it. */
    public interface Time {
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

    /** That the job was asked to stop while it waited for the lock. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Directory directory;
    private final Time time;
    private final Consumer<String> warnings;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(beat -> {
        Thread thread = new Thread(beat, "run-lock");
        thread.setDaemon(true);
        return thread;
    });

    // Read by all who write, also while a renewal hangs.
    private volatile Instant renewed;
    private volatile @Nullable String failure;
    private volatile @Nullable String loss;

    private LockOwner me;
    private boolean closed;
    private @Nullable Directory guarded;

    private RunLock(Directory directory, LockOwner me, Time time, Consumer<String> warnings) {
        this.directory = directory;
        this.me = me;
        this.time = time;
        this.warnings = warnings;
        this.renewed = Instant.parse(me.heartbeat());
    }

    /** What a lock file says; {@code holder} is null where it cannot be read, for instance half written. */
    private record Found(String name, @Nullable LockOwner holder, Instant heartbeat) {

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

        String fate() {
            return holder != null && holder.hasDiedHere() ? "is no longer running" : "was last seen at " + heartbeat;
        }
    }

    /**
     * Refuses a directory that a running process of this machine writes into, and changes nothing.
     *
     * @throws OutputException if there is one, or the lock files cannot be read
     */
    public static void refuseIfHeldHere(Directory directory, Time time) {
        try {
            for (Found found : find(directory)) {
                if (found.isRunningHere(time.now())) {
                    throw refusal(directory, found);
                }
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Takes the lock, waiting up to {@link #STALE} for those of other machines to prove living or dead.
     *
     * @param directory which must exist
     * @param application of Spark, for those who are refused
     * @param stopped whether the job was asked to stop
     * @throws OutputException if another job has it, or the directory cannot be read or written
     * @throws StoppedException if the job was asked to stop meanwhile
     */
    public static RunLock acquire(
            Directory directory, String application, Time time, Consumer<String> warnings, BooleanSupplier stopped) {
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                List<Found> dead = requireDead(directory, time, warnings, stopped);
                RunLock lock = new RunLock(directory, LockOwner.here(application, time.now()), time, warnings);
                if (lock.isTaken(dead)) {
                    return lock;
                }
                time.pass(Duration.ofMillis(ThreadLocalRandom.current().nextInt(LONGEST_BACK_OFF_MILLIS)));
            }
            throw new OutputException(
                    directory + ": other runs are starting here at this moment; try again, or choose another --output");
        } catch (IOException e) {
            throw new OutputException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the lock of " + directory, e);
        }
    }

    /** Returns the lock files of the dead when there are no others. */
    private static List<Found> requireDead(
            Directory directory, Time time, Consumer<String> warnings, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        List<Found> others = find(directory);
        Instant until = time.now().plus(STALE);
        for (Found other : others) {
            if (!other.hasDied(time.now()) && !other.isRunningHere(time.now())) {
                warnings.accept("%s: the lock of %s was renewed at %s; waiting up to %d s to see whether it still runs"
                        .formatted(directory, other.who(), other.heartbeat(), STALE.toSeconds()));
            }
        }
        while (!others.stream().allMatch(other -> other.hasDied(time.now()))
                && time.now().isBefore(until)) {
            for (Found other : others) {
                if (other.isRunningHere(time.now())) {
                    throw refusal(directory, other);
                }
            }
            await(POLL_INTERVAL, time, stopped);
            List<Found> next = find(directory);
            for (Found other : next) {
                if (!others.contains(other)) {
                    throw refusal(directory, other);
                }
            }
            others = next;
        }
        return others;
    }

    /** In steps, because whoever stops the job expects it to end at once. */
    private static void await(Duration duration, Time time, BooleanSupplier stopped) throws InterruptedException {
        for (int step = 0; step < POLL_STEPS; step++) {
            if (stopped.getAsBoolean()) {
                throw new StoppedException();
            }
            time.pass(duration.dividedBy(POLL_STEPS));
        }
    }

    private static List<Found> find(Directory directory) throws IOException {
        List<Found> found = new ArrayList<>();
        for (String name : directory.hidden(PREFIX)) {
            find(directory, name).ifPresent(found::add);
        }
        return found;
    }

    /** Reads a lock file, which may be replaced while it is read. */
    private static Optional<Found> find(Directory directory, String name) throws IOException {
        for (int read = 1; ; read++) {
            try {
                return Optional.of(parse(directory, name, directory.read(name)));
            } catch (IOException e) {
                if (e instanceof FileNotFoundException && !directory.contains(name)) {
                    return Optional.empty();
                }
                if (read == READS) {
                    throw e;
                }
            }
        }
    }

    private static Found parse(Directory directory, String name, byte[] content) throws IOException {
        try {
            LockOwner holder = JSON.readValue(content, LockOwner.class);
            if (holder != null) {
                return new Found(name, holder, Instant.parse(holder.heartbeat()));
            }
        } catch (JsonProcessingException e) {
            // Half written: the time is all that is known.
        }
        return new Found(name, null, directory.modified(name));
    }

    private static OutputException refusal(Directory directory, Found other) {
        return new OutputException(
                "%s: another run writes here, %s; wait until it ends, stop it, or choose another --output"
                        .formatted(directory, other.who()));
    }

    /** Writes this job's lock file and looks whether that makes the directory its own. */
    private boolean isTaken(List<Found> dead) throws IOException, InterruptedException {
        boolean taken = false;
        try {
            directory.overwrite(file(), JSON.writeValueAsBytes(me));
            taken = isAlone(dead);
            if (taken) {
                takeOver(dead);
                start();
            }
            return taken;
        } catch (IOException | InterruptedException | RuntimeException e) {
            taken = false;
            throw e;
        } finally {
            if (!taken) {
                close();
            }
        }
    }

    /**
     * Whether no other job has a lock file. Of several that take the lock at the same moment, the one with the smallest name
     * waits for the others, which withdraw, so that one of them succeeds.
     */
    private boolean isAlone(List<Found> dead) throws IOException, InterruptedException {
        for (int listing = 1; ; listing++) {
            List<Found> others = find(directory).stream()
                    .filter(found -> !found.name().equals(file()) && !dead.contains(found))
                    .toList();
            if (others.isEmpty()) {
                return true;
            }
            if (listing == LISTINGS
                    || others.stream().anyMatch(other -> other.name().compareTo(file()) < 0)) {
                return false;
            }
            time.pass(LISTING_INTERVAL);
        }
    }

    private void takeOver(List<Found> dead) throws IOException {
        for (Found other : dead) {
            warnings.accept("%s: taking over from %s, which %s".formatted(directory, other.who(), other.fate()));
            directory.delete(other.name());
        }
        Directory own = directory.guarded(this::requireHeld, staging());
        if (!directory.contains(file())) {
            throw new OutputException(
                    directory
                            + ": another run has taken the directory over from this one, which was stopped for a while; try again");
        }
        for (String name : directory.hidden(STAGING)) {
            if (!name.equals(staging())) {
                own.delete(name);
            }
        }
        requireHeld();
        guarded = own;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void start() {
        heart.scheduleWithFixedDelay(this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String file() {
        return PREFIX + me.id();
    }

    private String staging() {
        return STAGING + me.id();
    }

    /** The run directory, to be changed only while the lock is held. */
    public Directory directory() {
        if (guarded == null) {
            throw new IllegalStateException("The lock is not taken");
        }
        return guarded;
    }

    /** The names of what the lock itself has in the directory. */
    public Set<String> names() {
        return Set.of(file(), staging());
    }

    /** Writes a new time into the lock file, unless the lock is lost. */
    synchronized void renew() {
        if (closed || loss != null) {
            return;
        }
        try {
            if (!directory.contains(file())) {
                lose(find(directory).stream()
                        .findFirst()
                        .map(other -> other.who() + " has taken over")
                        .orElse("its lock file was deleted"));
                return;
            }
            Instant now = time.now();
            if (hasExpired(now)) {
                lose("another run may have taken over");
                return;
            }
            me = me.renewed(now);
            directory.overwrite(file(), JSON.writeValueAsBytes(me));
            if (hasExpired(time.now())) {
                // Written so late, the file may stand beside the next owner's.
                lose("another run may have taken over");
                directory.delete(file());
                return;
            }
            renewed = now;
            failure = null;
        } catch (IOException | RuntimeException e) {
            if (failure == null) {
                warnings.accept("the lock could not be renewed, trying again: " + e.getMessage());
            }
            failure = String.valueOf(e.getMessage());
        }
    }

    private boolean hasExpired(Instant now) {
        return Duration.between(renewed, now).compareTo(LEASE) > 0;
    }

    private void lose(String how) {
        if (loss == null) {
            String reason = failure == null ? "" : " (" + failure + ")";
            loss =
                    "%s: %s, since this run did not renew its lock after %s%s; this run stops: when no other run writes here, go on with --resume"
                            .formatted(directory, how, renewed, reason);
        }
    }

    /**
     * Makes sure that this job may still write, without asking the filesystem.
     *
     * @throws OwnershipLostException if another has taken the lock, or may have
     */
    public void requireHeld() {
        if (hasExpired(time.now())) {
            lose("another run may have taken over");
        }
        if (loss != null) {
            throw new OwnershipLostException(loss);
        }
    }

    /** Deletes what the lock has in the directory, so that others need not wait. */
    @Override
    public void close() {
        heart.shutdown();
        if (!isIdle()) {
            warnings.accept("the lock could not be deleted: the filesystem of " + directory + " does not answer");
            return;
        }
        synchronized (this) {
            closed = true;
            try {
                directory.delete(staging());
                directory.delete(file());
            } catch (IOException e) {
                if (loss == null) {
                    warnings.accept("the lock could not be deleted: " + e.getMessage());
                }
            }
        }
    }

    /** Whether no renewal is under way, after some time. */
    private boolean isIdle() {
        try {
            return heart.awaitTermination(RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
