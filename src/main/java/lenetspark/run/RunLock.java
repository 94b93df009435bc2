package lenetspark.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lenetspark.storage.Directory;
import lenetspark.storage.OwnershipLostException;
import lenetspark.storage.WriteGuard;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive lock on a run directory: only its owner may write there. Every job that acquires it writes a hidden lock file of its
 * own, {@code .run.lock.<id>}, renews it every {@link #RENEWAL_INTERVAL}, and deletes it in the end.
 *
 * <p><b>Acquisition.</b> A job lists the lock files. Each must be abandoned: its owner is a process of this machine that has
 * died, or the file was not renewed for {@link #STALE_AFTER}. The job waits to find out whether a recent lock file of another
 * machine is renewed. Then it writes its own lock file and lists the files again. If it finds a file that is new or has changed
 * since the first listing, it deletes its own file and starts again after a random time. Otherwise it owns the lock, and it
 * deletes the abandoned lock files. If several jobs write their files at the same time, the one with the smallest
 * file name lists the files again until the others have withdrawn.
 *
 * <p><b>Mutual exclusion.</b> Suppose that jobs P and Q both found no other job in their last listing. Each wrote its lock
 * file before that listing began. If Q's listing began after P had written, it showed P's file. If it began before P had
 * written, then Q had written before P, so P's listing, which began later still, showed Q's file. In both cases one of them saw
 * the file of the other and withdrew, unless it had judged that file abandoned, or the file had been deleted. The owner deletes
 * its file only when it withdraws or has finished, and other jobs delete it only when they have judged it abandoned. A file that
 * is wrongly judged abandoned is one whose owner was suspended or disconnected for {@link #STALE_AFTER}. Such an owner has
 * already lost the lock permanently, after {@link #LEASE}, which is shorter: it does not renew the lock again and makes no
 * further change. The only requirement on the filesystem is therefore that a listing shows every file that was written before
 * the listing began. Local disks, HDFS and current object stores guarantee this. No filesystem needs an atomic operation that
 * creates a file only if it does not exist. The clocks of the machines must agree to within the difference of the two times.
 *
 * <p><b>Writes.</b> The lock guards the directory ({@link #directory}). {@link Directory#guarded} describes what happens to the
 * write of an owner that was suspended after the check and before the write. A new owner deletes the abandoned lock files,
 * creates its staging directory, checks that its own lock file still exists, and deletes all other staging directories. If
 * another job has taken over the lock meanwhile, then either the check fails, or the staging directory was created before the
 * other job deleted the lock file, and so before the other job listed the staging directories. Hence no staging directory
 * outlives a takeover.
 */
public final class RunLock implements AutoCloseable {

    static final Duration RENEWAL_INTERVAL = Duration.ofSeconds(15);
    static final Duration LEASE = Duration.ofSeconds(45);
    static final Duration STALE_AFTER = Duration.ofSeconds(60);

    private static final String STAGING_PREFIX = ".staging-";
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final int POLL_STEPS = 10;
    private static final int MAX_ATTEMPTS = 10;
    private static final int MAX_BACKOFF_MILLIS = 500;

    /** Number of listings in which a job waits until competing jobs have withdrawn. */
    private static final int MAX_LISTINGS = 10;

    private static final Duration LISTING_INTERVAL = Duration.ofMillis(200);

    /** A clock with a way to sleep by it. */
    public interface TimeSource {
        TimeSource SYSTEM = new TimeSource() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis());
            }
        };

        Instant now();

        void sleep(Duration duration) throws InterruptedException;
    }

    /** Thrown when a stop was requested while the job waited for the lock. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Directory directory;
    private final TimeSource time;
    private final Consumer<String> warnings;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new BasicThreadFactory.Builder()
                    .namingPattern("run-lock")
                    .daemon(true)
                    .build());

    // Volatile, because every write reads them, also while a renewal blocks.
    private volatile Instant renewed;
    private volatile @Nullable String renewalFailure;
    private volatile @Nullable String lossReason;

    private LockOwner owner;
    private boolean closed;
    private @Nullable Directory guardedDirectory;

    private RunLock(Directory directory, LockOwner owner, TimeSource time, Consumer<String> warnings) {
        this.directory = directory;
        this.owner = owner;
        this.time = time;
        this.warnings = warnings;
        this.renewed = Instant.parse(owner.heartbeat());
    }

    /**
     * Checks that no running process of this machine holds the lock, and changes nothing.
     *
     * @throws OutputException if a process holds it, or the lock files cannot be read
     */
    public static void refuseIfHeldLocally(Directory directory, TimeSource time) {
        try {
            for (LockFile file : LockFile.listIn(directory)) {
                if (file.isRunningLocally(time.now())) {
                    throw refusal(directory, file);
                }
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Acquires the lock. Waits up to {@link #STALE_AFTER} to find out whether the lock files of other machines are abandoned.
     *
     * @param directory an existing directory
     * @param application id of the Spark application, shown to the jobs that are refused
     * @param stopRequested returns whether a stop was requested
     * @throws OutputException if another job holds the lock, or the directory cannot be read or written
     * @throws StoppedException if a stop was requested during the wait
     */
    public static RunLock acquire(
            Directory directory,
            String application,
            TimeSource time,
            Consumer<String> warnings,
            BooleanSupplier stopRequested) {
        try {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                List<LockFile> abandoned = awaitAbandoned(directory, time, warnings, stopRequested);
                RunLock lock = new RunLock(directory, LockOwner.current(application, time.now()), time, warnings);
                if (lock.tryAcquire(abandoned)) {
                    return lock;
                }
                time.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(MAX_BACKOFF_MILLIS)));
            }
            throw new OutputException(
                    directory + ": other runs are starting in this directory; try again, or choose another --output");
        } catch (IOException e) {
            throw new OutputException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the lock of " + directory, e);
        }
    }

    /** Waits until all lock files are abandoned, and returns them. */
    private static List<LockFile> awaitAbandoned(
            Directory directory, TimeSource time, Consumer<String> warnings, BooleanSupplier stopRequested)
            throws IOException, InterruptedException {
        List<LockFile> others = LockFile.listIn(directory);
        Instant until = time.now().plus(STALE_AFTER);
        for (LockFile other : others) {
            if (!other.isAbandoned(time.now()) && !other.isRunningLocally(time.now())) {
                warnings.accept(
                        "%s: the run lock of %s was renewed at %s; waiting up to %d s to find out whether that run is alive"
                                .formatted(
                                        directory, other.describeOwner(), other.heartbeat(), STALE_AFTER.toSeconds()));
            }
        }
        while (!others.stream().allMatch(other -> other.isAbandoned(time.now()))
                && time.now().isBefore(until)) {
            for (LockFile other : others) {
                if (other.isRunningLocally(time.now())) {
                    throw refusal(directory, other);
                }
            }
            await(POLL_INTERVAL, time, stopRequested);
            List<LockFile> next = LockFile.listIn(directory);
            for (LockFile other : next) {
                if (!others.contains(other)) {
                    throw refusal(directory, other);
                }
            }
            others = next;
        }
        return others;
    }

    /** Sleeps in short steps, so that a request to stop takes effect quickly. */
    private static void await(Duration duration, TimeSource time, BooleanSupplier stopRequested)
            throws InterruptedException {
        for (int step = 0; step < POLL_STEPS; step++) {
            if (stopRequested.getAsBoolean()) {
                throw new StoppedException();
            }
            time.sleep(duration.dividedBy(POLL_STEPS));
        }
    }

    private static OutputException refusal(Directory directory, LockFile other) {
        return new OutputException(
                "%s: another run holds the run lock, %s; wait until it ends, stop it, or choose another --output"
                        .formatted(directory, other.describeOwner()));
    }

    /** Writes the lock file of this job, and returns whether no other job competes for the lock. */
    private boolean tryAcquire(List<LockFile> abandoned) throws IOException, InterruptedException {
        boolean acquired = false;
        try {
            LockFile.write(directory, owner);
            acquired = isOnlyCandidate(abandoned);
            if (acquired) {
                takeOver(abandoned);
                startRenewals();
            }
            return acquired;
        } catch (IOException | InterruptedException | RuntimeException e) {
            acquired = false;
            throw e;
        } finally {
            if (!acquired) {
                close();
            }
        }
    }

    /**
     * Returns whether no other job has a lock file. Of several jobs that compete for the lock, the one with the smallest file
     * name waits until the others have withdrawn, so that one of them succeeds.
     */
    private boolean isOnlyCandidate(List<LockFile> abandoned) throws IOException, InterruptedException {
        for (int listing = 1; ; listing++) {
            List<LockFile> others = LockFile.listIn(directory).stream()
                    .filter(found -> !found.name().equals(fileName()) && !abandoned.contains(found))
                    .toList();
            if (others.isEmpty()) {
                return true;
            }
            if (listing == MAX_LISTINGS
                    || others.stream().anyMatch(other -> other.name().compareTo(fileName()) < 0)) {
                return false;
            }
            time.sleep(LISTING_INTERVAL);
        }
    }

    private void takeOver(List<LockFile> abandoned) throws IOException {
        for (LockFile other : abandoned) {
            warnings.accept("%s: took over the run lock of %s, %s"
                    .formatted(directory, other.describeOwner(), other.describeLoss(time.now())));
            directory.delete(other.name());
        }
        Directory guarded = directory.guarded(new Guard(), stagingName());
        if (!directory.contains(fileName())) {
            throw new OutputException(
                    directory + ": another run took over the run lock, because this run was suspended; try again");
        }
        for (String name : directory.hidden(STAGING_PREFIX)) {
            if (!name.equals(stagingName())) {
                guarded.delete(name);
            }
        }
        requireHeld();
        guardedDirectory = guarded;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void startRenewals() {
        scheduler.scheduleWithFixedDelay(
                this::renew, RENEWAL_INTERVAL.toMillis(), RENEWAL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String fileName() {
        return LockFile.nameOf(owner);
    }

    private String stagingName() {
        return STAGING_PREFIX + owner.id();
    }

    /** Returns the run directory, guarded so that it can be changed only while the lock is held. */
    public Directory directory() {
        if (guardedDirectory == null) {
            throw new IllegalStateException("The lock has not been acquired");
        }
        return guardedDirectory;
    }

    /** Returns the names of the files of the lock in the directory. */
    public Set<String> fileNames() {
        return Set.of(fileName(), stagingName());
    }

    /** Writes a new heartbeat to the lock file, unless the lock is lost. */
    synchronized void renew() {
        if (closed || lossReason != null) {
            return;
        }
        try {
            if (isTakenOver()) {
                return;
            }
            Instant now = time.now();
            if (isLeaseExpired(now)) {
                markLost("another run may have taken over the run lock");
                return;
            }
            owner = owner.withHeartbeat(now);
            LockFile.write(directory, owner);
            if (isLeaseExpired(time.now())) {
                // The write took so long that another job may already own the lock, so this file must not remain.
                markLost("another run may have taken over the run lock");
                directory.delete(fileName());
                return;
            }
            renewed = now;
            renewalFailure = null;
        } catch (IOException | RuntimeException e) {
            if (renewalFailure == null) {
                warnings.accept("the run lock could not be renewed, retrying: " + e.getMessage());
            }
            renewalFailure = String.valueOf(e.getMessage());
        }
    }

    /** Reads the directory, and marks the lock as lost if this job's file is no longer there. */
    private synchronized boolean isTakenOver() throws IOException {
        if (directory.contains(fileName())) {
            return false;
        }
        markLost(LockFile.listIn(directory).stream()
                .findFirst()
                .map(other -> other.describeOwner() + " has taken over the run lock")
                .orElse("its lock file was deleted"));
        return true;
    }

    private boolean isLeaseExpired(Instant now) {
        return Duration.between(renewed, now).compareTo(LEASE) > 0;
    }

    private void markLost(String cause) {
        if (lossReason == null) {
            String reason = renewalFailure == null ? "" : " (" + renewalFailure + ")";
            lossReason =
                    "%s: %s, since this run did not renew it after %s%s; this run stops: continue it with --resume when no other run uses the directory"
                            .formatted(directory, cause, renewed, reason);
        }
    }

    /**
     * Checks that this job still holds the lock, without access to the filesystem.
     *
     * @throws OwnershipLostException if another job has taken over the lock, or may have
     */
    public void requireHeld() {
        if (isLeaseExpired(time.now())) {
            markLost("another run may have taken over the run lock");
        }
        if (lossReason != null) {
            throw new OwnershipLostException(lossReason);
        }
    }

    private final class Guard implements WriteGuard {
        @Override
        public void requireHeld() {
            RunLock.this.requireHeld();
        }

        /** Reads the directory, because this job may not know yet that another one has taken over. */
        @Override
        public void requireHeldAfterFailure() {
            try {
                isTakenOver();
            } catch (IOException e) {
                // The failure of the change is reported.
            }
            requireHeld();
        }
    }

    /** Releases the lock: deletes its files, so that other jobs need not wait. */
    @Override
    public void close() {
        scheduler.shutdown();
        if (!awaitRenewal()) {
            warnings.accept("the run lock could not be deleted: the filesystem of " + directory + " does not respond");
            return;
        }
        synchronized (this) {
            closed = true;
            try {
                directory.delete(stagingName());
                directory.delete(fileName());
            } catch (IOException e) {
                if (lossReason == null) {
                    warnings.accept("the run lock could not be deleted: " + e.getMessage());
                }
            }
        }
    }

    /** Waits for a renewal in progress, and returns whether it has ended. */
    private boolean awaitRenewal() {
        try {
            return scheduler.awaitTermination(RENEWAL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
