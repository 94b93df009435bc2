package lenet.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import lenet.config.OutputMode;
import lenet.model.ModelArchive;
import lenet.storage.Directory;

/** What a run leaves behind, on any filesystem. */
final class RunDirectory {

    static final String RECORD = "run.json";
    static final String EVALUATION = "evaluation.json";
    static final String MODEL = "model/lenet.zip";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
            if (mode == OutputMode.NEW && !root.isEmpty()) {
                throw new OutputException(
                        root
                                + ": is not empty; choose another --output, continue it with --resume or replace it with --overwrite");
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Creates the directory, emptying it first if it is to be overwritten.
     *
     * @throws OutputException if that is not possible
     */
    void prepare(OutputMode mode) {
        try {
            if (mode == OutputMode.OVERWRITE) {
                root.delete();
            }
            root.create();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Writes a JSON document. */
    void writeJson(String name, Object content) {
        try {
            root.write(name, JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Writes the model that other programs load. */
    void writeModel(ModelArchive model) throws IOException {
        root.child("model").write("lenet.zip", model::writeTo);
    }
}
