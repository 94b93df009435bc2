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
import lenetspark.storage.Directory;
import org.jspecify.annotations.Nullable;

/**
 * File by which a job claims the {@link RunLock} of a directory.
 *
 * @param owner null if the file cannot be parsed, for instance because it is half written
 * @param heartbeat time of the last renewal
 */
record LockFile(String name, @Nullable LockOwner owner, Instant heartbeat) {

    /** Prefix of the names of lock files. They are hidden, so that a directory without other files counts as empty. */
    static final String PREFIX = ".run.lock.";

    private static final int MAX_READS = 3;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /** Returns the name of the lock file of a job. */
    static String nameOf(LockOwner owner) {
        return PREFIX + owner.id();
    }

    /** Writes the lock file of a job with its present heartbeat. */
    static void write(Directory directory, LockOwner owner) throws IOException {
        directory.overwrite(nameOf(owner), JSON.writeValueAsBytes(owner));
    }

    /** Returns the lock files in a directory, in the order of their names. */
    static List<LockFile> listIn(Directory directory) throws IOException {
        List<LockFile> files = new ArrayList<>();
        for (String name : directory.hidden(PREFIX)) {
            read(directory, name).ifPresent(files::add);
        }
        return files;
    }

    /** Reads a lock file. Retries, because the file may be replaced during the read. */
    private static Optional<LockFile> read(Directory directory, String name) throws IOException {
        for (int read = 1; ; read++) {
            try {
                return Optional.of(parse(directory, name, directory.read(name)));
            } catch (IOException e) {
                if (e instanceof FileNotFoundException && !directory.contains(name)) {
                    return Optional.empty();
                }
                if (read == MAX_READS) {
                    throw e;
                }
            }
        }
    }

    private static LockFile parse(Directory directory, String name, byte[] content) throws IOException {
        try {
            LockOwner owner = JSON.readValue(content, LockOwner.class);
            if (owner != null) {
                return new LockFile(name, owner, Instant.parse(owner.heartbeat()));
            }
        } catch (JsonProcessingException e) {
            // The file is half written. Only its modification time is known.
        }
        return new LockFile(name, null, directory.modified(name));
    }

    private boolean isStale(Instant now) {
        return Duration.between(heartbeat, now).compareTo(RunLock.STALE_AFTER) > 0;
    }

    boolean isAbandoned(Instant now) {
        return isStale(now) || (owner != null && owner.hasDiedLocally());
    }

    boolean isRunningLocally(Instant now) {
        return !isStale(now) && owner != null && owner.isRunningLocally();
    }

    String describeOwner() {
        return owner == null ? "an unknown process" : owner.toString();
    }

    /** Returns a lower bound: a clock that is ahead can make the time since the heartbeat too short or negative. */
    private long secondsWithoutRenewal(Instant now) {
        return Math.max(
                RunLock.STALE_AFTER.toSeconds(),
                Duration.between(heartbeat, now).toSeconds());
    }

    String describeLoss(Instant now) {
        return owner != null && owner.hasDiedLocally()
                ? "which is no longer running"
                : "which had not renewed it for %d s".formatted(secondsWithoutRenewal(now));
    }
}
