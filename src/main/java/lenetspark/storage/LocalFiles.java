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
 * Hadoop's local files with permissions that the JVM sets. Hadoop itself starts a process, chmod, for every file and
 * directory that it creates where its native library is not installed; a run would start a dozen an epoch. And it copies what
 * it cannot rename, which is not one step.
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
    public boolean rename(Path from, Path onto) throws IOException {
        Files.move(pathToFile(from).toPath(), pathToFile(onto).toPath(), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Puts the names in a directory on the disk. */
    void syncDirectory(Path path) throws IOException {
        if (Path.WINDOWS) {
            // A directory cannot be opened there.
            return;
        }
        try (FileChannel directory = FileChannel.open(pathToFile(path).toPath(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
