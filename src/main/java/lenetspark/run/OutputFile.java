package lenetspark.run;

import java.io.IOException;
import lenetspark.config.OutputMode;
import lenetspark.storage.ContentWriter;
import lenetspark.storage.Directory;

/** Output file of a job, on any filesystem. */
public final class OutputFile {

    private final Directory directory;
    private final String name;

    public OutputFile(Directory directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /**
     * Checks that {@code mode} can write the file, and changes nothing.
     *
     * @throws OutputException if the file exists and may not be replaced, is a directory, or cannot be reached
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
     * Writes the file. If this fails, the file is absent or unchanged.
     *
     * @throws OutputException if the file cannot be written
     */
    public void write(ContentWriter content) {
        try {
            directory.write(name, content);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Returns the URI. */
    @Override
    public String toString() {
        return directory + "/" + name;
    }
}
