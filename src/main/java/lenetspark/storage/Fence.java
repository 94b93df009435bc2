package lenetspark.storage;

import org.apache.hadoop.fs.Path;

/**
 * Prevents a writer that has lost the ownership of a directory from changing it.
 *
 * @param guard guard that is checked before every change
 * @param staging directory in which changes are prepared; the next owner deletes it, so that they cannot be completed
 */
record Fence(WriteGuard guard, Path staging) {

    /** Returns a new unique path in the staging directory. */
    Path stage(Path file) {
        return Paths.child(staging, file.getName() + "." + Paths.unique());
    }
}
