package lenetspark.storage;

import java.util.UUID;
import org.apache.hadoop.fs.Path;

/** Makes paths of names that are not URIs. */
final class Paths {

    private Paths() {}

    /** Not {@code new Path(directory, name)}, which takes a name with a colon for a URI. */
    static Path child(Path directory, String name) {
        return new Path(
                directory.toUri().getScheme(),
                directory.toUri().getAuthority(),
                directory.toUri().getPath() + Path.SEPARATOR + name);
    }

    /** {@code .<name>.<suffix>} beside a file. */
    static Path sibling(Path file, String suffix) {
        return child(file.getParent(), "." + file.getName() + "." + suffix);
    }

    static String unique() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
