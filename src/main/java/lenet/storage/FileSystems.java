package lenet.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Finds the filesystem that a path's own scheme names. */
final class FileSystems {

    private FileSystems() {}

    /** Local files without the layer that keeps .crc sidecars: checkpoints and data sets have their own SHA-256. */
    static FileSystem of(Path path, Configuration configuration) throws IOException {
        try {
            FileSystem fileSystem = path.getFileSystem(configuration);
            return fileSystem instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fileSystem;
        } catch (UnsupportedFileSystemException e) {
            throw Failure.unknownScheme(path, e);
        } catch (IOException | RuntimeException e) {
            // Hadoop reports a connector class that is missing, or a host that has no address, as unchecked exceptions.
            throw e.getCause() instanceof ClassNotFoundException
                    ? Failure.unknownScheme(path, e)
                    : Failure.of(path, "its filesystem cannot be reached", e);
        }
    }
}
