package lenetspark.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Who writes into a run directory: the content of its lock, as JSON.
 *
 * @param id of this holder alone
 * @param host name of the driver's machine
 * @param boot which start of that machine it was; empty where the machine does not tell
 * @param pidNamespace in which {@code pid} has its meaning; empty where the machine has no such thing
 * @param pid of the driver
 * @param processStarted when the driver's process started (ISO 8601); empty where the machine does not tell
 * @param application of Spark
 * @param started when the lock was taken (ISO 8601)
 * @param heartbeat when the lock was last renewed (ISO 8601), by the clock of {@code host}
 */
record LockOwner(
        String id,
        String host,
        String boot,
        String pidNamespace,
        long pid,
        String processStarted,
        String application,
        String started,
        String heartbeat) {

    /** How far two readings of one process's start may be apart after the machine's clock was set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    LockOwner {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(host, "host is null");
        Objects.requireNonNull(boot, "boot is null");
        Objects.requireNonNull(pidNamespace, "pidNamespace is null");
        Objects.requireNonNull(processStarted, "processStarted is null");
        Objects.requireNonNull(application, "application is null");
        Objects.requireNonNull(started, "started is null");
        Instant.parse(heartbeat);
    }

    /** This process, as a holder of its own. */
    static LockOwner here(String application, Instant now) {
        ProcessHandle process = ProcessHandle.current();
        return new LockOwner(
                UUID.randomUUID().toString(),
                hostName(),
                bootId(),
                namespace(),
                process.pid(),
                process.info().startInstant().map(Instant::toString).orElse(""),
                application,
                now.toString(),
                now.toString());
    }

    LockOwner renewed(Instant now) {
        return new LockOwner(id, host, boot, pidNamespace, pid, processStarted, application, started, now.toString());
    }

    /** Whether its process is one that this machine can see, running or not: other machines may have the same name. */
    boolean isLocal() {
        return host.equals(hostName()) && boot.equals(bootId()) && pidNamespace.equals(namespace());
    }

    /** Whether its process is running on this machine. */
    boolean isRunningHere() {
        return isLocal() && ProcessHandle.of(pid).filter(this::isSameProcess).isPresent();
    }

    /** Whether its process was on this machine and is no more. */
    boolean hasDiedHere() {
        return isLocal() && !isRunningHere();
    }

    /** A number is given to another process after some time. */
    private boolean isSameProcess(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        return processStarted.isEmpty()
                || start.isEmpty()
                || Duration.between(Instant.parse(processStarted), start.get())
                                .abs()
                                .compareTo(TOLERANCE)
                        <= 0;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Linux's: a number that each start of a machine draws anew, and its containers share. */
    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Linux's: containers on one host, under one name, have numbers of their own. */
    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "process %d on %s (Spark application %s) since %s".formatted(pid, host, application, started);
    }
}
