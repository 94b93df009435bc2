package lenetspark.job.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.SparkConf;

/**
 * Local files on a machine that dies at an operation chosen before: that one has no effect, or half of it if it writes, and
 * nothing has any effect afterwards. Operations are what changes the tree, since dying before a read leaves what dying
 * before the next change does; creating a file and writing its content are one each.
 */
final class MortalFileSystem {

    /** How the filesystem replaces a file by a temporary file. */
    enum Kind {
        /** By an atomic rename, as on a local disk. */
        ATOMIC(AtomicFiles.class),
        /** By a delete and a rename, as {@code FileContext} does on most filesystems. */
        DELETE_AND_RENAME(FilesWithContext.class),
        /** In place: the file is overwritten. */
        IN_PLACE(FilesInPlace.class);

        private final Class<? extends FileSystem> type;

        Kind(Class<? extends FileSystem> type) {
            this.type = type;
        }

        private String scheme() {
            return "mortal-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String uri(java.nio.file.Path path) {
            return scheme() + ":" + path;
        }
    }

    /** An error that the program does not catch. */
    static final class Death extends Error {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** Static, because Hadoop creates the filesystems. */
    private static final List<String> OPERATIONS = new ArrayList<>();

    private static int fatal;
    private static int failing = -1;
    private static boolean torn;
    private static boolean dead;
    private static boolean inside;

    private MortalFileSystem() {}

    static void configure(SparkConf conf) {
        for (Kind kind : Kind.values()) {
            conf.set("spark.hadoop.fs." + kind.scheme() + ".impl", kind.type.getName());
        }
        conf.set(
                "spark.hadoop.fs.AbstractFileSystem." + Kind.DELETE_AND_RENAME.scheme() + ".impl",
                Context.class.getName());
    }

    /** Resets the machine so that it dies at operation {@code number}, counted from 0; a write is {@code half} done. */
    static synchronized void liveUntil(int number, boolean half) {
        OPERATIONS.clear();
        fatal = number;
        torn = half;
        dead = false;
        failing = -1;
    }

    /** Resets the machine so that only operation {@code number} fails. */
    static synchronized void fail(int number) {
        liveUntil(Integer.MAX_VALUE, false);
        failing = number;
    }

    /** Returns the operations since the last reset, including the one at which the machine died. */
    static synchronized List<String> operations() {
        return List.copyOf(OPERATIONS);
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T operation(String name, Path path, Action<T> action) throws IOException {
        return operation(name, path, action, () -> {});
    }

    private interface Half {
        void run() throws IOException;
    }

    /** Counts an operation that Hadoop implements by other operations once. */
    private static synchronized <T> T operation(String name, Path path, Action<T> action, Half half)
            throws IOException {
        if (inside) {
            return action.run();
        }
        if (dead) {
            throw new Death();
        }
        OPERATIONS.add(name + " " + path);
        dead = OPERATIONS.size() > fatal;
        inside = true;
        try {
            if (OPERATIONS.size() - 1 == failing) {
                throw new IOException("No space left on device");
            }
            if (!dead) {
                return action.run();
            }
            if (torn) {
                half.run();
            }
            throw new Death();
        } finally {
            inside = false;
        }
    }

    /** A file whose content is written when it is closed. */
    private static final class Content extends OutputStream {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final Path path;
        private final OutputStream file;

        Content(Path path, OutputStream file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(int value) {
            content.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            byte[] bytes = content.toByteArray();
            content.reset();
            try (file) {
                operation("write", path, () -> arrive(bytes), () -> arrive(Arrays.copyOf(bytes, bytes.length / 2)));
            }
        }

        private int arrive(byte[] bytes) throws IOException {
            file.write(bytes);
            file.flush();
            return bytes.length;
        }
    }

    private abstract static class Files extends RawLocalFileSystem {

        /** A method, because the constructor of Hadoop calls it. */
        abstract Kind kind();

        @Override
        public String getScheme() {
            return kind().scheme();
        }

        @Override
        public URI getUri() {
            return URI.create(kind().scheme() + ":///");
        }

        /** Does nothing, because without its native library Hadoop would start a process. */
        @Override
        public void setPermission(Path path, FsPermission permission) {}

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
            return create(
                    path,
                    () -> super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
        }

        @Override
        public FSDataOutputStream create(
                Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
                throws IOException {
            return create(path, () -> super.create(path, overwrite, bufferSize, replication, blockSize, progress));
        }

        @Override
        public FSDataOutputStream createNonRecursive(
                Path path,
                FsPermission permission,
                EnumSet<CreateFlag> flags,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            return create(
                    path,
                    () -> super.createNonRecursive(
                            path, permission, flags, bufferSize, replication, blockSize, progress));
        }

        private static FSDataOutputStream create(Path path, Action<FSDataOutputStream> action) throws IOException {
            return operation("create", path, () -> new FSDataOutputStream(new Content(path, action.run()), null));
        }

        @Override
        public boolean rename(Path from, Path onto) throws IOException {
            return operation("rename", onto, () -> super.rename(from, onto));
        }

        @Override
        public boolean delete(Path path, boolean recursive) throws IOException {
            return operation("delete", path, () -> super.delete(path, recursive));
        }

        @Override
        public boolean mkdirs(Path path) throws IOException {
            return operation("mkdirs", path, () -> super.mkdirs(path));
        }
    }

    /** Instantiated by Hadoop. */
    public static final class AtomicFiles extends Files {
        @Override
        Kind kind() {
            return Kind.ATOMIC;
        }
    }

    /** Instantiated by Hadoop. */
    public static final class FilesInPlace extends FilterFileSystem {
        public FilesInPlace() {
            super(new Files() {
                @Override
                Kind kind() {
                    return Kind.IN_PLACE;
                }
            });
        }
    }

    /** Instantiated by Hadoop. */
    public static final class FilesWithContext extends FilterFileSystem {
        public FilesWithContext() {
            super(new Files() {
                @Override
                Kind kind() {
                    return Kind.DELETE_AND_RENAME;
                }
            });
        }

        /** The behaviour of filesystems with rename. */
        @Override
        public boolean hasPathCapability(Path path, String capability) throws IOException {
            return capability.equals(CommonPathCapabilities.FS_ACLS) || super.hasPathCapability(path, capability);
        }
    }

    /** Instantiated by Hadoop. The inherited rename deletes an existing target first. */
    public static final class Context extends DelegateToFileSystem {
        public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(uri, new FilesWithContext(), configuration, Kind.DELETE_AND_RENAME.scheme(), false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1;
        }

        /** Reports no links. Otherwise Hadoop would start a process for each renamed file to find out. */
        @Override
        public FileStatus getFileLinkStatus(Path path) throws IOException {
            return getFileStatus(path);
        }
    }
}
