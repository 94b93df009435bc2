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

/** The local files, {@code counting:/directory/file}, kept as by an object store, and how many bytes are written to them. */
public final class CountingFileSystem extends FilterFileSystem {

    /** Shared, because Hadoop decides how many filesystems there are. */
    private static final AtomicLong BYTES = new AtomicLong();

    public CountingFileSystem() {
        super(new Files());
    }

    private static final class Files extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("counting:///");
        }

        /** Nothing: without Hadoop's native library it would start a process. */
        @Override
        public void setPermission(Path path, FsPermission permission) {}
    }

    /** A configuration that knows the filesystem. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.counting.impl", CountingFileSystem.class, FileSystem.class);
        return configuration;
    }

    /** Bytes written to all files since the process began. */
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
