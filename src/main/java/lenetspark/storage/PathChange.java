package lenetspark.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Change of a file or directory. A writer that must own the directory makes it by a rename from or to its staging directory, if the
 * filesystem has atomic renames: see {@link Directory#guarded}.
 *
 * @param contexts supplies the FileContext that renames, if the filesystem needs one
 * @param fence restricts changes to the owner of the directory; null if there is no owner
 */
record PathChange(Path path, FileSystem fileSystem, AtomicMoves.ContextSource contexts, @Nullable Fence fence) {

    /** Step of a change, given the atomic moves of the filesystem if it supports them. */
    @FunctionalInterface
    private interface Step {
        void run(Optional<AtomicMoves> moves) throws IOException;
    }

    private void run(String problem, Step step) throws IOException {
        if (fence != null) {
            fence.guard().requireHeld();
        }
        try {
            step.run(AtomicMoves.of(fileSystem, path, contexts));
        } catch (IOException e) {
            if (fence != null) {
                // If the ownership was lost meanwhile, that is reported instead of its consequence.
                fence.guard().requireHeldAfterFailure();
            }
            throw StorageErrors.of(path, problem, e);
        }
    }

    /** Writes a file and replaces an existing one, completely or not at all. */
    void write(ContentWriter content, boolean durable) throws IOException {
        FileReplacement replacement = new FileReplacement(fileSystem, path, durable, fence);
        run("cannot be written", moves -> {
            if (moves.isEmpty()) {
                replacement.inPlace(content);
            } else {
                if (fence != null) {
                    makeDirectory(moves.get(), path.getParent(), fence);
                }
                replacement.byRename(moves.get(), content);
            }
        });
    }

    /** Writes a file in place. */
    void overwrite(byte[] content) throws IOException {
        run("cannot be written", moves -> {
            try (OutputStream out = fileSystem.create(path, true)) {
                out.write(content);
            }
        });
    }

    /** Creates a directory and its parents. Does nothing if it exists. */
    void create() throws IOException {
        run("cannot be created", moves -> {
            if (fence != null && moves.isPresent()) {
                makeDirectory(moves.get(), path, fence);
            } else {
                makeDirectories(path);
            }
        });
    }

    private void makeDirectories(Path directory) throws IOException {
        if (!fileSystem.mkdirs(directory)) {
            throw new IOException("the filesystem refused");
        }
    }

    /** Creates a directory and its missing parents, each by a rename from the staging directory. */
    private void makeDirectory(AtomicMoves moves, Path directory, Fence owner) throws IOException {
        if (fileSystem.exists(directory)) {
            if (!fileSystem.getFileStatus(directory).isDirectory()) {
                // This call fails with the message of the filesystem.
                makeDirectories(directory);
            }
            return;
        }
        makeDirectory(moves, directory.getParent(), owner);
        Path staged = owner.stage(directory);
        moves.makeDirectory(staged);
        owner.guard().requireHeld();
        moves.move(staged, directory);
    }

    /** Deletes a file, or a directory with its content. Does nothing if it does not exist. */
    void delete() throws IOException {
        run("cannot be deleted", moves -> {
            Path deleted = path;
            if (fence != null && moves.isPresent()) {
                if (!fileSystem.exists(path)) {
                    return;
                }
                deleted = fence.stage(path);
                moves.get().move(path, deleted);
            }
            if (!fileSystem.delete(deleted, true) && fileSystem.exists(deleted)) {
                throw new IOException("the filesystem refused");
            }
        });
    }
}
