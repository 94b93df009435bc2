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
 * Replaces the content of a file, atomically if the filesystem supports it.
 *
 * @param fileSystem filesystem of the file
 * @param target path of the file
 * @param durable whether the content is synced to disk before it becomes visible
 * @param fence restricts changes to the owner of the directory; null if there is no owner
 */
record FileReplacement(FileSystem fileSystem, Path target, boolean durable, @Nullable Fence fence) {

    private static final int BUFFER_BYTES = 1 << 16;

    /** Writes a temporary file (in the staging directory if there is one) and renames it. */
    void byRename(AtomicMoves moves, ContentWriter content) throws IOException {
        Path temporary = fence == null ? Paths.sibling(target, Paths.unique() + ".tmp") : fence.stage(target);
        boolean complete = false;
        try {
            try (FSDataOutputStream out =
                    fence == null ? fileSystem.create(temporary, true) : createStaged(temporary)) {
                content.writeTo(out);
                sync(out);
            }
            requireOwnership();
            moves.replace(temporary, target);
            complete = true;
        } finally {
            if (!complete) {
                deleteQuietly(temporary);
            }
        }
    }

    /**
     * Creates a file without its parents, because a writer that lost the ownership must not recreate its staging
     * directory.
     */
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

    /** Writes directly to the file, for object stores, which publish an upload when it is complete. */
    void inPlace(ContentWriter content) throws IOException {
        FSDataOutputStream out = fileSystem.create(target, true);
        boolean closing = false;
        try {
            content.writeTo(out);
            sync(out);
            requireOwnership();
            closing = true;
            out.close();
        } catch (OwnershipLostException e) {
            // The file now belongs to another writer, so it is neither completed nor deleted.
            abort(out);
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            if (!abort(out)) {
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

    private void requireOwnership() {
        if (fence != null) {
            fence.guard().requireHeld();
        }
    }

    /** Aborts an upload, so that the file is not changed. Returns false if the stream does not support this. */
    private static boolean abort(FSDataOutputStream out) {
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
            // The original failure is reported instead.
        }
    }

    private void deleteQuietly(Path path) {
        try {
            fileSystem.delete(path, false);
        } catch (IOException e) {
            // The original failure is reported instead.
        }
    }
}
