package lenetspark.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local filesystem that behaves like an object store, without rename, on a machine that dies: after the given number of
 * steps, each a byte written or a change of the tree, nothing changes any more.
 */
public final class CrashingFileSystem extends FilterFileSystem {

    /** Static, because Hadoop creates the filesystems. */
    private static final AtomicInteger STEPS_LEFT = new AtomicInteger();

    public CrashingFileSystem() {
        super(new Files());
    }

    private static final class Files extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("crash:///");
        }

        /** Does nothing, because without its native library Hadoop would start a process. */
        @Override
        public void setPermission(Path path, FsPermission permission) {}
    }

    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.crash.impl", CrashingFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        return configuration;
    }

    static void dieAfter(int steps) {
        STEPS_LEFT.set(steps);
    }

    static int stepsLeft() {
        return STEPS_LEFT.get();
    }

    static boolean hasDied() {
        return STEPS_LEFT.get() < 0;
    }

    @Override
    public String getScheme() {
        return "crash";
    }

    private static void step() throws IOException {
        if (STEPS_LEFT.decrementAndGet() < 0) {
            STEPS_LEFT.set(-1);
            throw new IOException("the machine has died");
        }
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
        step();
        OutputStream file = super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
        return new FSDataOutputStream(
                new FilterOutputStream(file) {
                    @Override
                    public void write(int value) throws IOException {
                        step();
                        super.write(value);
                    }
                },
                null);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        step();
        return super.mkdirs(path);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        step();
        return super.delete(path, recursive);
    }
}
