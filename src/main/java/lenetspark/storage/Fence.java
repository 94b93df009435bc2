package lenetspark.storage;

import org.apache.hadoop.fs.Path;

/**
 * What keeps a writer that has lost a directory from changing it.
 *
 * @param guard is asked before every change
 * @param staging where changes are prepared; the next owner removes it, and with it the means to make them
 */
record Fence(WriteGuard guard, Path staging) {

    /** A new path in the staging directory. */
    Path stage(Path file) {
        return Paths.child(staging, file.getName() + "." + Paths.unique());
    }
}
