package lenetspark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local filesystem that runs an action before each operation on a directory. */
public final class RacingFileSystem extends RawLocalFileSystem {

    /** Actions by directory; static, because Hadoop creates the filesystem. */
    private static final Map<String, Runnable> BEFORE = new ConcurrentHashMap<>();

    /** Returns a directory in which {@code before} runs before each listing, creation and deletion. */
    static Directory directory(Path path, Runnable before) {
        BEFORE.put(path.toString(), before);
        Configuration configuration = new Configuration();
        configuration.setClass("fs.racing.impl", RacingFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        try {
            return Directory.at("racing:" + path, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI getUri() {
        return URI.create("racing:///");
    }

    /** Does nothing, because without its native library Hadoop would start a process. */
    @Override
    public void setPermission(org.apache.hadoop.fs.Path path, FsPermission permission) {}

    private static void before(org.apache.hadoop.fs.Path directory) {
        BEFORE.getOrDefault(directory.toUri().getPath(), () -> {}).run();
    }

    @Override
    public RemoteIterator<FileStatus> listStatusIterator(org.apache.hadoop.fs.Path path) throws IOException {
        before(path);
        return super.listStatusIterator(path);
    }

    @Override
    public FSDataOutputStream create(
            org.apache.hadoop.fs.Path path,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        before(path.getParent());
        return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
        before(path.getParent());
        return super.delete(path, recursive);
    }
}
