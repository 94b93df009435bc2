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
import org.jspecify.annotations.Nullable;

/**
 * Store for the checkpoints of a run: a directory with {@code model.zip} and {@code state.json} for each checkpoint, and the
 * manifest {@code latest.json}.
 *
 * <p>The commit protocol needs no atomic rename, which object stores do not have. The model is written first, then the
 * state, which contains the SHA-256 of the model, then the manifest, which names the checkpoint and the SHA-256 of its state. A
 * crash between two of these steps results in a directory whose state is missing or does not match, and the previous checkpoint
 * is complete. The manifest is a shortcut: if it or the checkpoint that it names is damaged, the newest directory that verifies
 * is used.
 *
 * <p>Each file is durable before the next one is written, and the manifest before an older checkpoint is deleted, so the
 * protocol also survives a loss of power.
 *
 * <p>The metrics grow with the run, so the state contains only the newest lines. The older lines are in {@code metrics}, in
 * files that the checkpoints share: {@link MetricsSegments}. A checkpoint whose older metrics are damaged is resumed without
 * them.
 */
public final class CheckpointStore {

    private static final String MODEL = "model.zip";
    private static final String STATE = "state.json";
    private static final String MANIFEST = "latest.json";
    private static final String METRICS = "metrics";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A missing number must not be read as 0.
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Directory directory;
    private final MetricsSegments segments;
    private final int keepLast;
    private final Consumer<String> warnings;
    private @Nullable String run;

    /**
     * Creates a store in {@code directory}, which need not exist.
     *
     * @param keepLast number of newest checkpoints to keep, at least 1; the best one is kept in addition
     * @param warnings receives one line for each damaged file that is skipped
     */
    public CheckpointStore(Directory directory, int keepLast, Consumer<String> warnings) {
        this(directory, keepLast, warnings, null);
    }

    /**
     * Creates a store for the checkpoints of one run. It skips files of other runs: on an object store an upload of a previous
     * run in the directory can arrive late.
     *
     * @param run id of the run; null to use the id of the newest checkpoint, or a new one
     */
    public CheckpointStore(Directory directory, int keepLast, Consumer<String> warnings, @Nullable String run) {
        this.directory = directory;
        this.segments = new MetricsSegments(directory.child(METRICS));
        this.keepLast = keepLast;
        this.warnings = warnings;
        this.run = run;
    }

    /** Returns the id of the run. */
    public String run() {
        if (run == null) {
            run = UUID.randomUUID().toString();
        }
        return run;
    }

    /** Content of {@code state.json}. The progress has only those metrics lines that are in no segment. */
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
     * Writes a checkpoint, then deletes the checkpoints that need not be kept. Emits a warning if one cannot be deleted.
     *
     * @param progress progress whose metrics begin with the lines of the checkpoint that was saved or loaded last
     * @param model writes the model archive
     * @throws IOException if the checkpoint could not be written; earlier checkpoints are unchanged
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

    /** Writes the manifest durably, so that older checkpoints may be deleted afterwards. */
    private void writeManifest(Progress newest, byte[] state) throws IOException {
        byte[] manifest = JSON.writeValueAsBytes(new Manifest(run(), newest.name(), Sha256.of(state)));
        directory.writeDurably(MANIFEST, out -> out.write(manifest));
        directory.sync();
    }

    /**
     * Completes a {@link #save} that a crash interrupted after its checkpoint was complete: writes the manifest, and deletes the
     * checkpoints that need not be kept and the segments that no checkpoint names. Emits a warning for each step that fails.
     *
     * @param newest progress of the checkpoint that {@link #newest} returned
     */
    public void completeSave(Progress newest) {
        try {
            writeManifest(newest, directory.child(newest.name()).read(STATE));
        } catch (IOException e) {
            warnings.accept("the manifest could not be written, retrying at the next checkpoint: " + e.getMessage());
        }
        prune(newest);
        try {
            segments.prune();
        } catch (IOException e) {
            warnings.accept("unused metrics segments could not be deleted: " + e.getMessage());
        }
    }

    /**
     * Returns whether the store has ever had a complete checkpoint.
     *
     * @throws IOException if the directory cannot be read
     */
    public boolean hasManifest() throws IOException {
        return directory.contains(MANIFEST);
    }

    /**
     * Loads the newest complete and undamaged checkpoint of the run; empty if there is none. The next {@link #save} continues
     * from it.
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
                warnings.accept("checkpoint " + directory.child(name) + " is damaged, using the previous one: "
                        + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Checkpoint withMetrics(VerifiedFiles files) {
        Progress progress = files.state().progress();
        List<String> metrics = new ArrayList<>(segments.resume(
                files.state().newestSegment(),
                damage -> warnings.accept("checkpoint %s is resumed without its older metrics, which are damaged: %s"
                        .formatted(directory.child(progress.name()), damage.getMessage()))));
        metrics.addAll(progress.metrics());
        return new Checkpoint(progress.withMetrics(metrics), files.model());
    }

    /**
     * Returns the verified model archive of the named checkpoint.
     *
     * @throws IOException if the checkpoint is missing or damaged
     */
    public byte[] model(String name) throws IOException {
        return load(name, null).model();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record VerifiedFiles(State state, byte[] model) {}

    private VerifiedFiles load(String name, @Nullable String expectedStateSha256) throws IOException {
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
        return new VerifiedFiles(state, model);
    }

    private void requireSameRun(String file, String found) throws IOException {
        if (run != null && !run.equals(found)) {
            throw new IOException("%s belongs to run %s, not to %s".formatted(file, found, run));
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
            throw new IOException(file + " is not valid: null");
        }
        return value;
    }

    /** Returns the manifest if it names one of {@code checkpoints}; otherwise null. */
    private @Nullable Manifest manifest(List<String> checkpoints) {
        try {
            if (checkpoints.isEmpty() && !directory.contains(MANIFEST)) {
                return null;
            }
            Manifest manifest = parse(MANIFEST, directory.read(MANIFEST), Manifest.class);
            requireSameRun(MANIFEST, manifest.run());
            if (!checkpoints.contains(manifest.checkpoint())) {
                throw new IOException("it names '" + manifest.checkpoint() + "', which does not exist");
            }
            return manifest;
        } catch (IOException e) {
            warnings.accept("manifest " + directory + "/" + MANIFEST
                    + " cannot be used, searching for the newest checkpoint: " + e.getMessage());
            return null;
        }
    }

    /** Returns the names of all checkpoints, complete or not, oldest first. */
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
            warnings.accept("old checkpoints could not be deleted: " + e.getMessage());
        }
    }
}
