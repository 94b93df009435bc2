package lenet.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files of this machine, by path. */
final class LocalConfigSource implements ConfigSource {

    @Override
    public String read(String uri) throws IOException {
        try {
            return Files.readString(Path.of(uri));
        } catch (InvalidPathException e) {
            throw new IOException(e);
        }
    }
}
