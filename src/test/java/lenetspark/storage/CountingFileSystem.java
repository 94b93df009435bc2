package lenetspark.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local filesystem with the scheme {@code counting} that behaves like an object store and counts the bytes written. */
public final class CountingFileSystem extends FilterFileSystem {

    /** The count is static, because Hadoop decides how many instances it creates. */
    private static final AtomicLong BYTES = new AtomicLong();

    public CountingFileSystem() {
        super(new Files());
    }

    private static final class Files extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("counting:///");
        }

        /** Does nothing, because Hadoop would start a process if its native library is missing. */
        @Override
        public void setPermission(Path path, FsPermission permission) {}
    }

    /** Returns a configuration with this filesystem. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.counting.impl", CountingFileSystem.class, FileSystem.class);
        return configuration;
    }

    /** Returns the number of bytes written to all files since the start of the process. */
    public static long bytesWritten() {
        return BYTES.get();
    }

    @Override
    public String getScheme() {
        return "counting";
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        OutputStream file = super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
        return new FSDataOutputStream(
                new FilterOutputStream(file) {
                    @Override
                    public void write(byte[] content, int offset, int length) throws IOException {
                        BYTES.addAndGet(length);
                        out.write(content, offset, length);
                    }
                },
                null);
    }
}
