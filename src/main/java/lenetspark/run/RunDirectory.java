package lenetspark.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lenetspark.config.OutputMode;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.storage.Directory;
import lenetspark.storage.Sha256;

/** What a run leaves behind, on any filesystem. */
public final class RunDirectory {

    public static final String RECORD = "run.json";
    public static final String EVALUATION = "evaluation.json";
    public static final String MODEL = "model/lenet.zip";

    private static final String CHECKPOINTS = "checkpoints";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .setSerializationInclusion(JsonInclude.Include.NON_NULL);

    private final Directory root;

    public RunDirectory(Directory root) {
        this.root = root;
    }

    public String uri() {
        return root.uri();
    }

    public Directory root() {
        return root;
    }

    public Directory checkpoints() {
        return root.child(CHECKPOINTS);
    }

    /**
     * Refuses a directory that {@code mode} cannot use, and changes nothing.
     *
     * @throws OutputException if it has content that is neither to be resumed nor overwritten, or cannot be read
     */
    public void requireUsable(OutputMode mode) {
        try {
            refusal(mode).ifPresent(reason -> {
                throw new OutputException(root + ": " + reason);
            });
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    private Optional<String> refusal(OutputMode mode) throws IOException {
        boolean empty = root.isEmpty();
        if (mode == OutputMode.NEW && !empty) {
            return Optional.of(
                    "is not empty; choose another --output, continue it with --resume or replace it with --overwrite");
        }
        // Whoever mistypes --output must not lose what is there.
        if (mode == OutputMode.OVERWRITE && !empty && !root.contains(RECORD)) {
            return Optional.of("is not empty and has no " + RECORD
                    + ", so it is no run to overwrite; choose another --output or delete it yourself");
        }
        // A crash can have taken run.json from a run while it was written, where files are written in place.
        if (mode == OutputMode.RESUME && !empty && !root.contains(RECORD) && !root.contains(CHECKPOINTS)) {
            return Optional.of("is not empty and has neither " + RECORD + " nor " + CHECKPOINTS
                    + ", so it is no run to resume; choose another --output or delete it yourself");
        }
        return Optional.empty();
    }

    /**
     * Refuses a place that is no directory and cannot become one.
     *
     * @throws OutputException if a file is in the way, or it cannot be read
     */
    public void requireDirectory() {
        try {
            root.isEmpty();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Makes the directory, in which there may be nothing yet.
     *
     * @throws OutputException if that is not possible
     */
    public void create() {
        try {
            root.create();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Deletes all that a run has written.
     *
     * @param kept names of what is not the run's
     * @throws OutputException if that is not possible
     */
    public void clear(Set<String> kept) {
        try {
            // What tells a run from other directories goes last: half emptied, it can still be overwritten.
            root.clear(kept, RECORD);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * What the last run here has written into run.json; a missing node if it is absent or damaged.
     *
     * @throws OutputException if it cannot be read
     */
    public JsonNode record() {
        try {
            return JSON.readTree(root.read(RECORD));
        } catch (FileNotFoundException | JsonProcessingException e) {
            return JSON.missingNode();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Whether the final outputs are there, and the model is the one of that digest. */
    public boolean hasOutputs(String modelSha256) {
        try {
            return root.contains(EVALUATION) && Sha256.of(model()).equals(modelSha256);
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** The metrics of a run that goes on after {@code lines}; none for a new one. */
    public JsonLinesSink metrics(List<String> lines) {
        return new JsonLinesSink(root, lines);
    }

    /** Writes a JSON document. */
    public void writeJson(String name, Object content) {
        try {
            root.write(name, JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** The content of the model that other programs load. */
    public byte[] model() throws IOException {
        return root.child("model").read("lenet.zip");
    }

    /** Writes the model that other programs load. */
    public void writeModel(byte[] archive) throws IOException {
        root.child("model").write("lenet.zip", archive);
    }
}
