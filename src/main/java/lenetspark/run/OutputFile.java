package lenetspark.run;

import java.io.IOException;
import lenetspark.config.OutputMode;
import lenetspark.storage.ContentWriter;
import lenetspark.storage.Directory;

/** A file that the user wants written, on any filesystem. */
public final class OutputFile {

    private final Directory directory;
    private final String name;

    public OutputFile(Directory directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /**
     * Refuses a file that {@code mode} cannot write, and changes nothing.
     *
     * @throws OutputException if it is there and not to be replaced, is a directory, or cannot be reached
     */
    public void requireUsable(OutputMode mode) {
        try {
            if (directory.child(name).exists()) {
                throw new OutputException(this + ": is a directory; name a file with --output");
            }
            if (mode != OutputMode.OVERWRITE && directory.contains(name)) {
                throw new OutputException(this + ": exists; choose another --output or replace it with --overwrite");
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /**
     * Writes the file: it is complete afterwards, or absent or as it was before.
     *
     * @throws OutputException if that is not possible
     */
    public void write(ContentWriter content) {
        try {
            directory.write(name, content);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** The URI. */
    @Override
    public String toString() {
        return directory + "/" + name;
    }
}
