package lenetspark.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local filesystem of Hadoop that sets permissions in the JVM and renames atomically. Without its native library,
 * Hadoop starts a chmod process for every file and directory that it creates, about a dozen per epoch. Its rename falls
 * back to copying, which is not atomic.
 */
class LocalFiles extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
        java.nio.file.Path file = pathToFile(path).toPath();
        if (permission.getStickyBit()
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            super.setPermission(path, permission);
            return;
        }
        String symbols = permission.getUserAction().SYMBOL
                + permission.getGroupAction().SYMBOL
                + permission.getOtherAction().SYMBOL;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(symbols));
    }

    @Override
    public boolean rename(Path from, Path target) throws IOException {
        Files.move(pathToFile(from).toPath(), pathToFile(target).toPath(), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Syncs the entries of a directory to disk. */
    void syncDirectory(Path path) throws IOException {
        if (Path.WINDOWS) {
            // Windows cannot open directories.
            return;
        }
        try (FileChannel directory = FileChannel.open(pathToFile(path).toPath(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
