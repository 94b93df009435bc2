package lenetspark.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import lenetspark.job.SparkContexts;
import lenetspark.job.UriResolver;

/** Files on any filesystem. */
final class StoredConfigSource implements ConfigSource {

    @Override
    public String read(String uri) throws IOException {
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
