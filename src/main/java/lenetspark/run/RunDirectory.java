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
import lenetspark.checkpoint.Sha256;
import lenetspark.config.OutputMode;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.storage.Directory;

/** Directory with the outputs of a run, on any filesystem. */
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
     * Checks that {@code mode} can use the directory, and changes nothing.
     *
     * @throws OutputException if the directory has content that may not be resumed or overwritten, or cannot be read
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
        // A mistyped --output must not delete files that are not those of a run.
        if (mode == OutputMode.OVERWRITE && !empty && !root.contains(RECORD)) {
            return Optional.of("is not empty and has no " + RECORD
                    + ", so it is no run to overwrite; choose another --output or delete it yourself");
        }
        // Where files are written in place, a crash during the write of run.json can have destroyed it.
        if (mode == OutputMode.RESUME && !empty && !root.contains(RECORD) && !root.contains(CHECKPOINTS)) {
            return Optional.of("is not empty and has neither " + RECORD + " nor " + CHECKPOINTS
                    + ", so it is no run to resume; choose another --output or delete it yourself");
        }
        return Optional.empty();
    }

    /**
     * Checks that the directory exists or can be created.
     *
     * @throws OutputException if a file of this name exists, or the directory cannot be read
     */
    public void requireDirectory() {
        try {
            root.isEmpty();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Creates the directory if it does not exist.
     *
     * @throws OutputException if the directory cannot be created
     */
    public void create() {
        try {
            root.create();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Deletes the outputs of a run.
     *
     * @param kept names of the files to keep
     * @throws OutputException if a file cannot be deleted
     */
    public void clear(Set<String> kept) {
        try {
            // run.json identifies the directory as that of a run. It is deleted last, so that --overwrite works after a
            // crash.
            root.clear(kept, RECORD);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Reads {@code run.json}; a missing node if it is absent or damaged.
     *
     * @throws OutputException if the file cannot be read
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

    /** Returns whether the final outputs exist and the model has this SHA-256. */
    public boolean hasOutputs(String modelSha256) {
        try {
            return root.contains(EVALUATION) && Sha256.of(model()).equals(modelSha256);
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Returns the metrics sink of a run that continues after {@code lines}; no lines for a new run. */
    public JsonLinesSink metrics(List<String> lines) {
        return new JsonLinesSink(root, lines);
    }

    /** Writes a JSON file. */
    public void writeJson(String name, Object content) {
        try {
            root.write(name, JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Reads {@value #MODEL}. */
    public byte[] model() throws IOException {
        return root.child("model").read("lenet.zip");
    }

    /** Writes {@value #MODEL}. */
    public void writeModel(byte[] archive) throws IOException {
        root.child("model").write("lenet.zip", archive);
    }
}
