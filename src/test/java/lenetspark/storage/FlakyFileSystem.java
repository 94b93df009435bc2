package lenetspark.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local filesystem with the scheme {@code flaky}, in which the first read of each file fails in the middle. */
public final class FlakyFileSystem extends RawLocalFileSystem {

    private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    /** Resets the filesystem, so that every file fails once more. */
    public static void failAgain() {
        FAILED.clear();
    }

    /** Returns the names of the files that have failed. */
    public static Set<String> failed() {
        return Set.copyOf(FAILED);
    }

    @Override
    public URI getUri() {
        return URI.create("flaky:///");
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        FSDataInputStream content = super.open(file, bufferSize);
        return FAILED.add(file.getName()) ? new FSDataInputStream(new FailingOnce(content)) : content;
    }

    private static final class FailingOnce extends FSInputStream {
        private final FSDataInputStream content;

        FailingOnce(FSDataInputStream content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            throw failure();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            // Some bytes are returned first, as by a connection that breaks.
            int read = content.getPos() == 0 ? ((InputStream) content).read(buffer, offset, Math.min(length, 8)) : -1;
            if (read > 0) {
                return read;
            }
            throw failure();
        }

        /**
         * Returns an EOFException, which some clients of object stores throw, and decoders throw for truncated files.
         */
        private static IOException failure() {
            return new EOFException("connection reset");
        }

        @Override
        public void seek(long position) throws IOException {
            content.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return content.getPos();
        }

        @Override
        public boolean seekToNewSource(long target) {
            return false;
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
