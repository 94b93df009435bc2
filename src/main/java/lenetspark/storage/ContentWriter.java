package lenetspark.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the content of one file. */
@FunctionalInterface
public interface ContentWriter {

    /**
     * Writes everything to {@code out} and leaves it open.
     *
     * @throws IOException if the content cannot be written; the file is then absent or as it was before
     */
    void writeTo(OutputStream out) throws IOException;
}
