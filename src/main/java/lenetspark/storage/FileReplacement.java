package lenetspark.storage;

import java.io.IOException;
import java.util.EnumSet;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/**
 * Puts new content in the place of a file, as close to all-or-nothing as its filesystem allows.
 *
 * @param durable whether the content is to be on the disks, not only in the memory of their machines, before it is seen
 */
record FileReplacement(FileSystem fileSystem, Path target, boolean durable, @Nullable Fence fence) {

    private static final int BUFFER_BYTES = 1 << 16;

    /** Writes a temporary file, in the staging directory if there is one, and renames it. */
    void byRename(AtomicMoves moves, ContentWriter content) throws IOException {
        Path written = fence == null ? Paths.sibling(target, Paths.unique() + ".tmp") : fence.stage(target);
        boolean complete = false;
        try {
            try (FSDataOutputStream out = fence == null ? fileSystem.create(written, true) : createStaged(written)) {
                content.writeTo(out);
                sync(out);
            }
            permit();
            moves.replace(written, target);
            complete = true;
        } finally {
            if (!complete) {
                deleteQuietly(written);
            }
        }
    }

    /** Without its directory: a writer that lost the directory must not create its staging directory again. */
    private FSDataOutputStream createStaged(Path path) throws IOException {
        return fileSystem.createNonRecursive(
                path,
                FsPermission.getFileDefault().applyUMask(FsPermission.getUMask(fileSystem.getConf())),
                EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                BUFFER_BYTES,
                fileSystem.getDefaultReplication(path),
                fileSystem.getDefaultBlockSize(path),
                null);
    }

    /** Writes straight to the file: object stores show an upload when it is complete. */
    void inPlace(ContentWriter content) throws IOException {
        FSDataOutputStream out = fileSystem.create(target, true);
        boolean closing = false;
        try {
            content.writeTo(out);
            sync(out);
            permit();
            closing = true;
            out.close();
        } catch (OwnershipLostException e) {
            // The file is another's now: it is neither completed nor deleted.
            abandon(out);
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            if (!abandon(out)) {
                if (!closing) {
                    closeQuietly(out);
                }
                deleteQuietly(target);
            }
            throw e;
        }
    }

    private void sync(FSDataOutputStream out) throws IOException {
        if (durable && out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
        }
    }

    private void permit() {
        if (fence != null) {
            fence.guard().requireHeld();
        }
    }

    /** Gives an upload up, so that the file stays as it was; false where that cannot be done. */
    private static boolean abandon(FSDataOutputStream out) {
        if (!out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
            return false;
        }
        out.abort();
        return true;
    }

    private static void closeQuietly(FSDataOutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }

    private void deleteQuietly(Path path) {
        try {
            fileSystem.delete(path, false);
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }
}
