package lenet.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import lenet.config.OutputMode;
import lenet.metrics.JsonLinesSink;
import lenet.storage.Directory;

/** What a run leaves behind, on any filesystem. */
final class RunDirectory {

    static final String RECORD = "run.json";
    static final String EVALUATION = "evaluation.json";
    static final String MODEL = "model/lenet.zip";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .setSerializationInclusion(JsonInclude.Include.NON_NULL);

    private final Directory root;

    RunDirectory(Directory root) {
        this.root = root;
    }

    String uri() {
        return root.uri();
    }

    Directory root() {
        return root;
    }

    Directory checkpoints() {
        return root.child("checkpoints");
    }

    /**
     * Refuses a directory that {@code mode} cannot use, and changes nothing.
     *
     * @throws OutputException if it has content that is neither to be resumed nor overwritten, or cannot be read
     */
    void requireUsable(OutputMode mode) {
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
        if (mode == OutputMode.RESUME && empty) {
            return Optional.of("has no run to resume; name another --output, or start one without --resume");
        }
        // Whoever mistypes --output must not lose what is there.
        if (mode == OutputMode.OVERWRITE && !empty && !root.contains(RECORD)) {
            return Optional.of("is not empty and has no " + RECORD
                    + ", so it is no run to overwrite; choose another --output or delete it yourself");
        }
        return Optional.empty();
    }

    /**
     * Refuses a place that is no directory and cannot become one.
     *
     * @throws OutputException if a file is in the way, or it cannot be read
     */
    void requireDirectory() {
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
    void create() {
        try {
            root.create();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Makes the directory ready to be written to, emptying it of all but the lock if it is to be overwritten.
     *
     * @throws OutputException if that is not possible
     */
    void prepare(OutputMode mode) {
        try {
            if (mode == OutputMode.OVERWRITE) {
                // What tells a run from other directories goes last: half emptied, it can still be overwritten.
                root.clear(RunLock.FILE, RECORD);
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** The metrics of a run that goes on after {@code lines}; none for a new one. */
    JsonLinesSink metrics(List<String> lines) {
        return new JsonLinesSink(root, lines);
    }

    /** Writes a JSON document. */
    void writeJson(String name, Object content) {
        try {
            root.write(name, JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** The content of the model that other programs load. */
    byte[] model() throws IOException {
        return root.child("model").read("lenet.zip");
    }

    /** Writes the model that other programs load. */
    void writeModel(byte[] archive) throws IOException {
        root.child("model").write("lenet.zip", archive);
    }
}
