package lenet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local files with permissions that the JVM sets. Hadoop itself starts a process, chmod, for every file and
 * directory that it creates where its native library is not installed; a run would start a dozen an epoch.
 */
final class LocalFiles extends RawLocalFileSystem {

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
}
