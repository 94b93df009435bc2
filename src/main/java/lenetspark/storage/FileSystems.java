package lenetspark.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Finds the filesystem for the scheme of a path. */
final class FileSystems {

    private FileSystems() {}

    private static FileSystem local(Configuration configuration) throws IOException {
        FileSystem files = new LocalFiles();
        files.initialize(FsConstants.LOCAL_FS_URI, configuration);
        return files;
    }

    /**
     * Returns the filesystem of a path. Local files are used without .crc checksum files, because checkpoints and data
     * sets have SHA-256 digests.
     */
    static FileSystem of(Path path, Configuration configuration) throws IOException {
        try {
            FileSystem fileSystem = path.getFileSystem(configuration);
            if (!(fileSystem instanceof ChecksumFileSystem checked)) {
                return fileSystem;
            }
            FileSystem raw = checked.getRawFileSystem();
            return raw.getClass() == RawLocalFileSystem.class ? local(configuration) : raw;
        } catch (UnsupportedFileSystemException e) {
            throw StorageErrors.unknownScheme(path, e);
        } catch (IOException | RuntimeException e) {
            // Hadoop reports a missing connector class or an unknown host by unchecked exceptions.
            throw e.getCause() instanceof ClassNotFoundException
                    ? StorageErrors.unknownScheme(path, e)
                    : StorageErrors.of(path, "its filesystem cannot be reached", e);
        }
    }
}
