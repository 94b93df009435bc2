package lenetspark.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the content of one file. */
@FunctionalInterface
public interface ContentWriter {

    /**
     * Writes the content to {@code out} and does not close it.
     *
     * @throws IOException if the content cannot be written; the file then does not exist or is unchanged
     */
    void writeTo(OutputStream out) throws IOException;
}
