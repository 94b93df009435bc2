package lenetspark.storage;

import java.util.UUID;
import org.apache.hadoop.fs.Path;

/** Creates paths from file names. */
final class Paths {

    private Paths() {}

    /**
     * Returns the path of a file in a directory. {@code new Path(directory, name)} would parse a name with a colon as a
     * URI.
     */
    static Path child(Path directory, String name) {
        return new Path(
                directory.toUri().getScheme(),
                directory.toUri().getAuthority(),
                directory.toUri().getPath() + Path.SEPARATOR + name);
    }

    /** Returns the path {@code .<name>.<suffix>} in the directory of a file. */
    static Path sibling(Path file, String suffix) {
        return child(file.getParent(), "." + file.getName() + "." + suffix);
    }

    /** Returns a random name. */
    static String unique() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
