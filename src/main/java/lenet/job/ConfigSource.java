package lenet.job;

import java.io.IOException;

/** Where the text of {@code --config URI} comes from. */
interface ConfigSource {

    /** The whole file, as UTF-8. */
    String read(String uri) throws IOException;
}
