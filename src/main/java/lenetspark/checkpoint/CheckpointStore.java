package lenetspark.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import lenetspark.storage.ContentWriter;
import lenetspark.storage.Directory;
import lenetspark.storage.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A run's checkpoints: one directory each with {@code model.zip} and {@code state.json}, and {@code latest.json}.
 *
 * <p>The commit protocol needs no atomic rename, which object stores do not have. The model is written first, then the
 * state, which names the model's SHA-256, then the manifest, which names the checkpoint and its state's SHA-256. A
 * crash between any two leaves a directory whose state is missing or does not fit, and the one before it complete. The
 * manifest is a shortcut: when it is damaged or what it names is, the newest directory that verifies is taken.
 *
 * <p>Each file is on the disk before the next is written, and the manifest before an older checkpoint is deleted, so
 * that this holds for a loss of power, too.
 *
 * <p>The metrics grow with the run, and so only the newest lines are in the state. The others are in {@code metrics},
 * in files that the checkpoints share: {@link MetricsSegments}. A checkpoint whose older metrics are damaged is resumed
 * without them.
 */
public final class CheckpointStore {

    private static final String MODEL = "model.zip";
    private static final String STATE = "state.json";
    private static final String MANIFEST = "latest.json";
    private static final String METRICS = "metrics";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // What is absent must not be taken for 0.
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Directory directory;
    private final MetricsSegments segments;
    private final int keepLast;
    private final Consumer<String> warnings;
    private @Nullable String run;

    /**
     * The checkpoints in {@code directory}, which need not exist.
     *
     * @param keepLast how many of the newest are kept, at least 1; the best is kept besides
     * @param warnings hears one line for everything damaged that is passed over
     */
    public CheckpointStore(Directory directory, int keepLast, Consumer<String> warnings) {
        this(directory, keepLast, warnings, null);
    }

    /**
     * The checkpoints of one run in {@code directory}. On an object store an upload of another run that had the
     * directory before can arrive late: what names another run is passed over.
     *
     * @param run of which the checkpoints are; null if it is not known: that of the newest, or a new one
     */
    public CheckpointStore(Directory directory, int keepLast, Consumer<String> warnings, @Nullable String run) {
        this.directory = directory;
        this.segments = new MetricsSegments(directory.child(METRICS));
        this.keepLast = keepLast;
        this.warnings = warnings;
        this.run = run;
    }

    /** The run of which the checkpoints are. */
    public String run() {
        if (run == null) {
            run = UUID.randomUUID().toString();
        }
        return run;
    }

    /** The progress has only those lines of the metrics that are in no segment. */
    private record State(String run, Progress progress, @Nullable String newestSegment, String modelSha256) {
        State {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(progress, "progress is null");
            Objects.requireNonNull(modelSha256, "modelSha256 is null");
        }
    }

    private record Manifest(String run, String checkpoint, String stateSha256) {
        Manifest {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(checkpoint, "checkpoint is null");
            Objects.requireNonNull(stateSha256, "stateSha256 is null");
        }
    }

    /**
     * Writes a checkpoint, then deletes those that need not be kept; one that cannot be deleted is warned of.
     *
     * @param progress whose metrics begin with those of the checkpoint that was saved or found before
     * @param model writes the model archive
     * @throws IOException if it could not be written; earlier checkpoints are as they were
     */
    public void save(Progress progress, ContentWriter model) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        model.writeTo(archive);
        Directory target = directory.child(progress.name());
        target.create();
        target.writeDurably(MODEL, archive::writeTo);
        List<String> unsealed = segments.seal(progress.metrics());
        byte[] state = JSON.writeValueAsBytes(
                new State(run(), progress.withMetrics(unsealed), segments.newest(), Sha256.of(archive.toByteArray())));
        target.writeDurably(STATE, out -> out.write(state));
        target.sync();
        writeManifest(progress, state);
        prune(progress);
    }

    /** Afterwards it is on the disk, and so older checkpoints may be deleted. */
    private void writeManifest(Progress newest, byte[] state) throws IOException {
        byte[] manifest = JSON.writeValueAsBytes(new Manifest(run(), newest.name(), Sha256.of(state)));
        directory.writeDurably(MANIFEST, out -> out.write(manifest));
        directory.sync();
    }

    /**
     * Finishes what a crash may have kept {@link #save} from doing after the checkpoint was complete: names it as the
     * newest and deletes those that need not be kept, and the segments that no checkpoint names. What cannot be done is
     * warned of.
     *
     * @param newest that {@link #newest} has found
     */
    public void settle(Progress newest) {
        try {
            writeManifest(newest, directory.child(newest.name()).read(STATE));
        } catch (IOException e) {
            warnings.accept(
                    "the manifest could not be written, trying again at the next checkpoint: " + e.getMessage());
        }
        prune(newest);
        try {
            segments.prune();
        } catch (IOException e) {
            warnings.accept("metrics that no checkpoint needs are kept: " + e.getMessage());
        }
    }

    /**
     * Whether a checkpoint has been complete.
     *
     * @throws IOException if the directory cannot be read
     */
    public boolean hasManifest() throws IOException {
        return directory.contains(MANIFEST);
    }

    /**
     * The newest checkpoint of the run that is complete and undamaged, which the next one saved is to follow; empty if
     * there is none.
     *
     * @throws IOException if the directory cannot be read
     */
    public Optional<Checkpoint> newest() throws IOException {
        if (!directory.exists()) {
            return Optional.empty();
        }
        List<String> candidates = names();
        Collections.reverse(candidates);
        Manifest manifest = manifest(candidates);
        if (manifest != null) {
            candidates.remove(manifest.checkpoint());
            candidates.add(0, manifest.checkpoint());
        }
        for (String name : candidates) {
            String expectedState =
                    manifest != null && manifest.checkpoint().equals(name) ? manifest.stateSha256() : null;
            try {
                return Optional.of(withMetrics(load(name, expectedState)));
            } catch (IOException e) {
                warnings.accept("checkpoint " + directory.child(name) + " is damaged, taking the one before it: "
                        + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Checkpoint withMetrics(Verified found) {
        Progress progress = found.state().progress();
        List<String> metrics = new ArrayList<>(segments.resume(
                found.state().newestSegment(),
                damage -> warnings.accept("checkpoint %s is resumed without its older metrics, which are damaged: %s"
                        .formatted(directory.child(progress.name()), damage.getMessage()))));
        metrics.addAll(progress.metrics());
        return new Checkpoint(progress.withMetrics(metrics), found.model());
    }

    /**
     * The model archive of the checkpoint of that name, verified.
     *
     * @throws IOException if the checkpoint is missing or damaged
     */
    public byte[] model(String name) throws IOException {
        return load(name, null).model();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Verified(State state, byte[] model) {}

    private Verified load(String name, @Nullable String expectedStateSha256) throws IOException {
        if (!Progress.isName(name)) {
            throw new IOException(directory + ": has no checkpoint '" + name + "'");
        }
        Directory source = directory.child(name);
        byte[] stateBytes = source.read(STATE);
        if (expectedStateSha256 != null) {
            requireSha256(STATE, stateBytes, expectedStateSha256);
        }
        State state = parse(STATE, stateBytes, State.class);
        if (!state.progress().name().equals(name)) {
            throw new IOException(STATE + " does not describe checkpoint " + name);
        }
        requireSameRun(STATE, state.run());
        byte[] model = source.read(MODEL);
        requireSha256(MODEL, model, state.modelSha256());
        run = state.run();
        return new Verified(state, model);
    }

    private void requireSameRun(String file, String found) throws IOException {
        if (run != null && !run.equals(found)) {
            throw new IOException("%s is of another run, %s, not of %s".formatted(file, found, run));
        }
    }

    private static void requireSha256(String file, byte[] content, String expected) throws IOException {
        String found = Sha256.of(content);
        if (!found.equals(expected)) {
            throw new IOException("%s has SHA-256 %s, expected %s".formatted(file, found, expected));
        }
    }

    private static <T> T parse(String file, byte[] content, Class<T> type) throws IOException {
        T value;
        try {
            value = JSON.readValue(content, type);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is not valid: "
                            + e.getOriginalMessage().lines().findFirst().orElse("unreadable"),
                    e);
        }
        if (value == null) {
            throw new IOException(file + " is not valid: it says null");
        }
        return value;
    }

    /** The manifest, if it names one of {@code checkpoints}. */
    private @Nullable Manifest manifest(List<String> checkpoints) {
        try {
            if (checkpoints.isEmpty() && !directory.contains(MANIFEST)) {
                return null;
            }
            Manifest manifest = parse(MANIFEST, directory.read(MANIFEST), Manifest.class);
            requireSameRun("it", manifest.run());
            if (!checkpoints.contains(manifest.checkpoint())) {
                throw new IOException("it names '" + manifest.checkpoint() + "', which is not there");
            }
            return manifest;
        } catch (IOException e) {
            warnings.accept("manifest " + directory + "/" + MANIFEST
                    + " is of no use, looking for the newest checkpoint: " + e.getMessage());
            return null;
        }
    }

    /** Names of all checkpoints, complete or not, oldest first. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : directory.list()) {
            if (Progress.isName(name)) {
                names.add(name);
            }
        }
        names.sort(Progress.OLDEST_FIRST);
        return names;
    }

    private void prune(Progress newest) {
        try {
            List<String> names = names();
            Set<String> keep = new HashSet<>(names.subList(Math.max(0, names.size() - keepLast), names.size()));
            keep.add(newest.name());
            if (newest.best() != null) {
                keep.add(newest.best().checkpoint());
            }
            for (String name : names) {
                if (!keep.contains(name)) {
                    directory.delete(name);
                }
            }
        } catch (IOException e) {
            warnings.accept("old checkpoints are kept: " + e.getMessage());
        }
    }
}
