package lenetspark.cli;

import java.io.IOException;

/** Where the text of {@code --config URI} comes from. */
interface ConfigSource {

    /**
     * The whole file, as UTF-8.
     *
     * @throws java.io.FileNotFoundException if there is none
     * @throws IOException if it cannot be read; the message is one line that begins with the URI
     */
    String read(String uri) throws IOException;
}
