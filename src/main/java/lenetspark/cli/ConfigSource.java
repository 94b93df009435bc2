package lenetspark.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import lenetspark.job.SparkContexts;
import lenetspark.job.UriResolver;

/** Source of the text of {@code --config URI}. */
interface ConfigSource {

    /**
     * Reads a whole file as UTF-8.
     *
     * @throws java.io.FileNotFoundException if the file does not exist
     * @throws IOException if the file cannot be read; the message is one line that begins with the URI
     */
    String read(String uri) throws IOException;

    /** Reads a file of any Hadoop filesystem; an implementation of {@link #read}. */
    static String readFile(String uri) throws IOException {
        byte[] content = UriResolver.read(uri, SparkContexts.hadoopWithoutContext());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(uri + ": is not UTF-8 text", e);
        }
    }
}
