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

    /** How a file is replaced by one that was written beside it. */
    enum Kind {
        /** By a rename that is one operation, as on a local disk. */
        ATOMIC(AtomicFiles.class),
        /** By a delete and a rename, as {@code FileContext} does it on most filesystems. */
        DELETE_AND_RENAME(FilesWithContext.class),
        /** Not at all: it is written over. */
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

    /** Nothing that the program catches. */
    static final class Death extends Error {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** Shared, because Hadoop decides how many filesystems there are. */
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

    /** Begins a life that ends at operation {@code number}, counted from 0; {@code half} of it is done if it writes. */
    static synchronized void liveUntil(int number, boolean half) {
        OPERATIONS.clear();
        fatal = number;
        torn = half;
        dead = false;
        failing = -1;
    }

    /** Begins a life without end, in which operation {@code number} alone fails. */
    static synchronized void fail(int number) {
        liveUntil(Integer.MAX_VALUE, false);
        failing = number;
    }

    /** What was done in this life, and the operation that it ended with. */
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

    /** What Hadoop does by other operations counts once. */
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

        /** A method, because Hadoop's constructor asks. */
        abstract Kind kind();

        @Override
        public String getScheme() {
            return kind().scheme();
        }

        @Override
        public URI getUri() {
            return URI.create(kind().scheme() + ":///");
        }

        /** Nothing: without Hadoop's native library it would start a process. */
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

    /** For Hadoop. */
    public static final class AtomicFiles extends Files {
        @Override
        Kind kind() {
            return Kind.ATOMIC;
        }
    }

    /** For Hadoop. */
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

    /** For Hadoop. */
    public static final class FilesWithContext extends FilterFileSystem {
        public FilesWithContext() {
            super(new Files() {
                @Override
                Kind kind() {
                    return Kind.DELETE_AND_RENAME;
                }
            });
        }

        /** That of filesystems that rename. */
        @Override
        public boolean hasPathCapability(Path path, String capability) throws IOException {
            return capability.equals(CommonPathCapabilities.FS_ACLS) || super.hasPathCapability(path, capability);
        }
    }

    /** For Hadoop: the inherited rename over a file deletes that first. */
    public static final class Context extends DelegateToFileSystem {
        public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(uri, new FilesWithContext(), configuration, Kind.DELETE_AND_RENAME.scheme(), false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1;
        }

        /** There are no links, and to find that out Hadoop would start a process for every file that it renames. */
        @Override
        public FileStatus getFileLinkStatus(Path path) throws IOException {
            return getFileStatus(path);
        }
    }
}
