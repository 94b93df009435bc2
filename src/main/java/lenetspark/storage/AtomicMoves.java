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

/** Operations of a filesystem with atomic renames. */
interface AtomicMoves {

    /** Supplies the FileContext of the filesystem, if it has one. */
    @FunctionalInterface
    interface ContextSource {
        FileContext get() throws UnsupportedFileSystemException;
    }

    /** Moves a file to a path and replaces the file at that path if there is one. */
    void replace(Path from, Path target) throws IOException;

    /** Moves a file or directory to a path that does not exist yet. Both parent directories must exist. */
    void move(Path from, Path to) throws IOException;

    /** Creates a directory whose parent exists. */
    void makeDirectory(Path path) throws IOException;

    /**
     * Returns the operations of a filesystem; empty for object stores, which rename by copying and deleting. Hadoop
     * defines no capability for atomic renames, so the support of access control lists is used instead: HDFS, its
     * federations and Azure's hierarchical namespace support them, but no store that renames by copying does.
     */
    static Optional<AtomicMoves> of(FileSystem fileSystem, Path path, ContextSource contexts) throws IOException {
        if (fileSystem instanceof RawLocalFileSystem local) {
            return Optional.of(new LocalMoves(local));
        }
        if (!fileSystem.hasPathCapability(path, CommonPathCapabilities.FS_ACLS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ContextMoves(contexts.get()));
        } catch (UnsupportedFileSystemException e) {
            // Without a FileContext, the filesystem cannot rename over an existing file.
            return Optional.empty();
        }
    }

    /** Moves local files with rename(2), which replaces atomically. FileContext would delete the old file first. */
    record LocalMoves(RawLocalFileSystem files) implements AtomicMoves {

        @Override
        public void replace(Path from, Path target) throws IOException {
            // If the target is a directory, Hadoop would move the file into it.
            if (files.exists(target) && files.getFileStatus(target).isDirectory()) {
                throw new IOException("it is a directory, not a file");
            }
            // A checksum file that another program created would not match the new content.
            files.delete(Paths.sibling(target, "crc"), false);
            move(from, target);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            if (!files.rename(from, to)) {
                throw new IOException("the filesystem refused to rename " + from.getName());
            }
        }

        @Override
        public void makeDirectory(Path path) throws IOException {
            // Hadoop would create missing parent directories too.
            Files.createDirectory(files.pathToFile(path).toPath());
            files.setPermission(path, FsPermission.getDirDefault().applyUMask(FsPermission.getUMask(files.getConf())));
        }
    }

    /** Moves files by FileContext, as on HDFS. */
    record ContextMoves(FileContext context) implements AtomicMoves {

        @Override
        public void replace(Path from, Path target) throws IOException {
            context.rename(from, target, Options.Rename.OVERWRITE);
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
