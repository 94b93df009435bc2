package lenet.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Puts new content in the place of a file, as close to all-or-nothing as its filesystem allows. */
final class FileReplacement {

    @FunctionalInterface
    private interface Rename {
        void onto(Path written, Path target) throws IOException;
    }

    /** Gives the filesystem's FileContext, if it has one. */
    @FunctionalInterface
    interface ContextSource {
        FileContext get() throws UnsupportedFileSystemException;
    }

    private final FileSystem fileSystem;
    private final Path written;
    private final Path target;
    private final Rename rename;

    private FileReplacement(FileSystem fileSystem, Path written, Path target, Rename rename) {
        this.fileSystem = fileSystem;
        this.written = written;
        this.target = target;
        this.rename = rename;
    }

    static FileReplacement of(FileSystem fileSystem, Path target, ContextSource contexts) {
        Path temporary = sibling(target, UUID.randomUUID().toString().replace("-", "") + ".tmp");
        if (fileSystem instanceof RawLocalFileSystem) {
            // rename(2) replaces atomically; FileContext would delete the old file first.
            return new FileReplacement(
                    fileSystem, temporary, target, (from, onto) -> renameLocally(fileSystem, from, onto));
        }
        try {
            FileContext context = contexts.get();
            return new FileReplacement(
                    fileSystem,
                    temporary,
                    target,
                    (from, onto) -> context.rename(from, onto, Options.Rename.OVERWRITE));
        } catch (UnsupportedFileSystemException e) {
            // Nothing of this filesystem renames over a file that exists.
            return new FileReplacement(fileSystem, target, target, (from, onto) -> {});
        }
    }

    void write(ContentWriter content) throws IOException {
        boolean complete = false;
        try {
            try (OutputStream out = fileSystem.create(written, true)) {
                content.writeTo(out);
            }
            rename.onto(written, target);
            complete = true;
        } finally {
            if (!complete) {
                deleteQuietly();
            }
        }
    }

    private void deleteQuietly() {
        try {
            fileSystem.delete(written, false);
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }

    private static void renameLocally(FileSystem fileSystem, Path from, Path onto) throws IOException {
        // Hadoop would move the file into a directory of the target's name.
        if (fileSystem.exists(onto) && fileSystem.getFileStatus(onto).isDirectory()) {
            throw new IOException("it is a directory, not a file");
        }
        // A checksum that another program left would condemn the new content.
        fileSystem.delete(sibling(onto, "crc"), false);
        if (!fileSystem.rename(from, onto)) {
            throw new IOException("the filesystem refused to rename " + from.getName());
        }
    }

    /** {@code .<name>.<suffix>} beside a file. */
    private static Path sibling(Path file, String suffix) {
        return new Path(
                file.toUri().getScheme(),
                file.toUri().getAuthority(),
                file.getParent().toUri().getPath() + Path.SEPARATOR + "." + file.getName() + "." + suffix);
    }
}
