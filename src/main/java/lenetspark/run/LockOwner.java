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
 * Owner of a run lock: the content of the lock file, as JSON.
 *
 * @param id unique id of the owner
 * @param host host name of the driver
 * @param boot boot id of the host; empty if the host has none
 * @param pidNamespace PID namespace that {@code pid} belongs to; empty if the host has none
 * @param pid process id of the driver
 * @param processStarted start time of the driver process (ISO 8601); empty if unknown
 * @param application id of the Spark application
 * @param started time at which the lock was acquired (ISO 8601)
 * @param heartbeat time of the last renewal (ISO 8601), by the clock of {@code host}
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

    /** Largest difference between two readings of the start time of one process, because the clock may have been adjusted. */
    private static final Duration START_TIME_TOLERANCE = Duration.ofSeconds(10);

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

    /** Returns this process as an owner with a new id. */
    static LockOwner current(String application, Instant now) {
        ProcessHandle process = ProcessHandle.current();
        return new LockOwner(
                UUID.randomUUID().toString(),
                hostName(),
                bootId(),
                currentPidNamespace(),
                process.pid(),
                process.info().startInstant().map(Instant::toString).orElse(""),
                application,
                now.toString(),
                now.toString());
    }

    /** Returns the same owner with a new heartbeat. */
    LockOwner withHeartbeat(Instant now) {
        return new LockOwner(id, host, boot, pidNamespace, pid, processStarted, application, started, now.toString());
    }

    /** Returns whether this machine can see the process, running or not. The name is not enough: other machines may share it. */
    boolean isLocal() {
        return host.equals(hostName()) && boot.equals(bootId()) && pidNamespace.equals(currentPidNamespace());
    }

    /** Returns whether the process is running on this machine. */
    boolean isRunningLocally() {
        return isLocal() && ProcessHandle.of(pid).filter(this::isSameProcess).isPresent();
    }

    /** Returns whether the process ran on this machine and has died. */
    boolean hasDiedLocally() {
        return isLocal() && !isRunningLocally();
    }

    /** Compares the start times, because the operating system reuses process ids. */
    private boolean isSameProcess(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        return processStarted.isEmpty()
                || start.isEmpty()
                || Duration.between(Instant.parse(processStarted), start.get())
                                .abs()
                                .compareTo(START_TIME_TOLERANCE)
                        <= 0;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Returns the boot id of Linux, which is new at each boot and shared by the containers of a machine. */
    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns the PID namespace of Linux, which differs between the containers of a machine. */
    private static String currentPidNamespace() {
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
