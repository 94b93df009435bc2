package lenetspark.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.fs.permission.FsPermission;

/** The operations of a filesystem that renames in one step. */
interface AtomicMoves {

    /** Gives the filesystem's FileContext, if it has one. */
    @FunctionalInterface
    interface ContextSource {
        FileContext get() throws UnsupportedFileSystemException;
    }

    /** Puts a file in the place of another or of none. */
    void replace(Path from, Path onto) throws IOException;

    /** Gives a file or directory a name that nothing has; both directories must exist. */
    void move(Path from, Path to) throws IOException;

    /** Creates a directory in one that exists. */
    void makeDirectory(Path path) throws IOException;

    /**
     * Those of a filesystem; none of an object store, which copies and deletes instead. Hadoop has no capability for atomic
     * renames. Access control lists are the nearest: HDFS, what federates it, and Azure's hierarchical namespace have them,
     * but no store that renames by copying.
     */
    static Optional<AtomicMoves> of(FileSystem fileSystem, Path path, ContextSource contexts) throws IOException {
        if (fileSystem instanceof RawLocalFileSystem local) {
            return Optional.of(new OfLocalFiles(local));
        }
        if (!fileSystem.hasPathCapability(path, CommonPathCapabilities.FS_ACLS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OfContext(contexts.get()));
        } catch (UnsupportedFileSystemException e) {
            // Nothing of this filesystem renames over a file that exists.
            return Optional.empty();
        }
    }

    /** rename(2) replaces atomically; FileContext would delete the old file first. */
    record OfLocalFiles(RawLocalFileSystem files) implements AtomicMoves {

        @Override
        public void replace(Path from, Path onto) throws IOException {
            // Hadoop would move the file into a directory of the target's name.
            if (files.exists(onto) && files.getFileStatus(onto).isDirectory()) {
                throw new IOException("it is a directory, not a file");
            }
            // A checksum that another program left would condemn the new content.
            files.delete(Paths.sibling(onto, "crc"), false);
            move(from, onto);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            if (!files.rename(from, to)) {
                throw new IOException("the filesystem refused to rename " + from.getName());
            }
        }

        @Override
        public void makeDirectory(Path path) throws IOException {
            // Hadoop would create the directories above it as well.
            Files.createDirectory(files.pathToFile(path).toPath());
            files.setPermission(path, FsPermission.getDirDefault().applyUMask(FsPermission.getUMask(files.getConf())));
        }
    }

    /** As HDFS renames. */
    record OfContext(FileContext context) implements AtomicMoves {

        @Override
        public void replace(Path from, Path onto) throws IOException {
            context.rename(from, onto, Options.Rename.OVERWRITE);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            context.rename(from, to);
        }

        @Override
        public void makeDirectory(Path path) throws IOException {
            context.mkdir(path, FsPermission.getDirDefault(), false);
        }
    }
}
