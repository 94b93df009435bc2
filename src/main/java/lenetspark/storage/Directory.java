package lenetspark.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Directory on any Hadoop filesystem, selected by the scheme of its URI. The directory need not exist.
 *
 * <p>Names refer to the files and directories directly inside it. Names that start with a dot are hidden, as in Hadoop:
 * {@link #list} and {@link #isEmpty} ignore them, so temporary files of interrupted writes are never visible.
 *
 * <p>A directory is serializable with its configuration, so that executors can use it. The message of every {@link
 * IOException} is a single line that starts with the URI concerned.
 */
public final class Directory implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String uri;
    private final SerializableConfiguration configuration;

    /** Created once and shared with the children, because on HDFS each one is a client that Hadoop never closes. */
    private transient @Nullable FileContext fileContext;

    /** Shared with the children; null if writes are not restricted to an owner. */
    private final transient @Nullable Fence fence;

    private Directory(
            String uri,
            SerializableConfiguration configuration,
            @Nullable FileContext fileContext,
            @Nullable Fence fence) {
        this.uri = uri;
        this.configuration = configuration;
        this.fileContext = fileContext;
        this.fence = fence;
    }

    /**
     * Returns the directory at {@code uri}. A URI without a scheme is a path on the default filesystem of the
     * configuration.
     *
     * @throws IOException if the URI is malformed or no filesystem is known for its scheme
     */
    public static Directory at(String uri, Configuration configuration) throws IOException {
        Path path;
        try {
            path = new Path(uri);
        } catch (IllegalArgumentException e) {
            throw StorageErrors.of("'" + uri + "'", "not a valid URI", e);
        }
        String qualified =
                FileSystems.of(path, configuration).makeQualified(path).toString();
        return new Directory(qualified, new SerializableConfiguration(configuration), null, null);
    }

    /** Returns the fully qualified URI without a trailing slash. */
    public String uri() {
        return uri;
    }

    /** Returns the subdirectory {@code name}, which need not exist. */
    public Directory child(String name) {
        return new Directory(inside(name).toString(), configuration, fileContext, fence);
    }

    /**
     * Returns this directory for a writer that owns it while {@code guard} permits it. The guard is checked when a
     * change starts and again before the change becomes visible.
     *
     * <p>On filesystems with atomic renames (local disks, HDFS), a change is made by a rename from or to the
     * subdirectory {@code staging}. It is created by this method and never again. After the next owner has deleted it,
     * this writer cannot make any change, not even one that the guard has already permitted, because the path of its
     * rename no longer exists. On object stores, an upload that is in progress when the ownership is lost may still
     * replace a file.
     *
     * @param guard permits or rejects changes
     * @param staging name of the staging directory
     * @throws IOException if the staging directory cannot be created
     */
    public Directory guarded(WriteGuard guard, String staging) throws IOException {
        Directory stagingDirectory = child(staging);
        Path path = stagingDirectory.path();
        if (AtomicMoves.of(fileSystem(path), path, this::fileContext).isPresent()) {
            stagingDirectory.create();
        }
        return new Directory(uri, configuration, fileContext, new Fence(guard, path));
    }

    /**
     * Returns the directory at another URI with the same configuration.
     *
     * @throws IOException under the conditions of {@link #at}
     */
    public Directory elsewhere(String other) throws IOException {
        return at(other, configuration.value());
    }

    /** Returns whether the directory exists. A file of that name is not a directory. */
    public boolean exists() throws IOException {
        Path path = path();
        FileSystem fileSystem = fileSystem(path);
        try {
            return fileSystem.getFileStatus(path).isDirectory();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw StorageErrors.of(path, "cannot be read", e);
        }
    }

    /** Returns whether the directory is empty or does not exist. Hidden files are ignored. */
    public boolean isEmpty() throws IOException {
        try {
            return names(1).isEmpty();
        } catch (FileNotFoundException e) {
            return true;
        }
    }

    /**
     * Returns the sorted names of the files and directories in the directory, except hidden ones.
     *
     * @throws FileNotFoundException if the directory does not exist
     */
    public List<String> list() throws IOException {
        List<String> names = names(Integer.MAX_VALUE);
        names.sort(null);
        return names;
    }

    /**
     * Returns the sorted names, hidden or not, that start with {@code prefix}; an empty list if the directory does not
     * exist.
     */
    public List<String> hidden(String prefix) throws IOException {
        List<String> names;
        try {
            names = names(Integer.MAX_VALUE, true);
        } catch (FileNotFoundException e) {
            return List.of();
        }
        return names.stream().filter(name -> name.startsWith(prefix)).sorted().toList();
    }

    /** Returns whether the directory contains a file or directory of that name. */
    public boolean contains(String name) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        try {
            return fileSystem.exists(path);
        } catch (IOException e) {
            throw StorageErrors.of(path, "cannot be read", e);
        }
    }

    /**
     * Opens a file at its first byte. {@link InputStream#skip} seeks without reading.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public InputStream open(String name) throws IOException {
        return open(name, 0);
    }

    /**
     * Opens a file at byte {@code offset} without reading the bytes before it.
     *
     * @throws FileNotFoundException if there is no such file
     * @throws EOFException if the file is shorter than {@code offset}
     */
    public InputStream open(String name, long offset) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        long length = file(fileSystem, path).getLen();
        if (offset < 0 || offset > length) {
            throw new EOFException(path + ": has " + length + " bytes, cannot be opened at byte " + offset);
        }
        try {
            return new SeekingStream(openAt(fileSystem, path, offset), length);
        } catch (IOException e) {
            throw StorageErrors.of(path, "cannot be read", e);
        }
    }

    /**
     * Returns the length of a file in bytes.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public long length(String name) throws IOException {
        Path path = inside(name);
        return file(fileSystem(path), path).getLen();
    }

    /**
     * Returns the sorted names of the hosts that store all blocks of a file; empty if the filesystem reports no hosts.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public List<String> hosts(String name) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        FileStatus status = file(fileSystem, path);
        try {
            List<List<String>> hostsOfBlocks = new ArrayList<>();
            for (BlockLocation block : fileSystem.getFileBlockLocations(status, 0, status.getLen())) {
                hostsOfBlocks.add(List.of(block.getHosts()));
            }
            return hostsOfBlocks.stream()
                    .flatMap(List::stream)
                    .distinct()
                    .filter(host -> hostsOfBlocks.stream().allMatch(hosts -> hosts.contains(host)))
                    // Hadoop returns localhost if it does not know the host.
                    .filter(host -> !host.equals("localhost"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw StorageErrors.of(path, "cannot be read", e);
        }
    }

    /**
     * Returns the modification time of a file by the clock of the filesystem.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public Instant modified(String name) throws IOException {
        Path path = inside(name);
        return Instant.ofEpochMilli(file(fileSystem(path), path).getModificationTime());
    }

    /**
     * Reads the content of a file.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public byte[] read(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    /**
     * Writes a file and replaces an existing one. Afterwards the file is complete; after an exception or a crash it
     * does not exist or is unchanged. The directory is created if necessary. The content is written to a temporary file
     * that is renamed. On filesystems without atomic renames, such as object stores, it is written directly to the
     * file, which is deleted if writing fails and the upload cannot be aborted.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(String name, ContentWriter content) throws IOException {
        change(inside(name)).write(content, false);
    }

    /** Writes the bytes to a file like {@link #write(String, ContentWriter)}. */
    public void write(String name, byte[] content) throws IOException {
        write(name, out -> out.write(content));
    }

    /**
     * Writes a file like {@link #write(String, ContentWriter)} and syncs its content to disk before the file becomes
     * visible. Its directory entry is durable only after {@link #sync}.
     */
    public void writeDurably(String name, ContentWriter content) throws IOException {
        change(inside(name)).write(content, true);
    }

    /**
     * Writes a file in place. An existing file is never absent, but readers may see incomplete content, and after a
     * crash the file may be incomplete.
     *
     * @throws IOException if the file cannot be written
     */
    public void overwrite(String name, byte[] content) throws IOException {
        change(inside(name)).overwrite(content);
    }

    /**
     * Syncs the entries of the directory, and its own entry in its parent, to disk. Only local filesystems need this;
     * elsewhere the method does nothing.
     *
     * @throws IOException if the disk cannot be written
     */
    public void sync() throws IOException {
        Path path = path();
        if (fileSystem(path) instanceof LocalFiles files) {
            try {
                files.syncDirectory(path);
                files.syncDirectory(path.getParent());
            } catch (IOException e) {
                throw StorageErrors.of(path, "cannot be written", e);
            }
        }
    }

    /**
     * Creates the directory and its parents. Does nothing if it exists.
     *
     * @throws IOException if a file of that name exists or the directory cannot be created
     */
    public void create() throws IOException {
        change(path()).create();
    }

    /**
     * Deletes all files and directories in the directory, including hidden ones, except those in {@code kept}. They are
     * deleted in the order of their names, but {@code last} is deleted last. Does nothing if the directory does not
     * exist.
     */
    public void clear(Set<String> kept, String last) throws IOException {
        List<String> names;
        try {
            names = names(Integer.MAX_VALUE, true);
        } catch (FileNotFoundException e) {
            return;
        }
        names.removeAll(kept);
        names.sort(Comparator.comparing((String name) -> name.equals(last)).thenComparing(Comparator.naturalOrder()));
        for (String name : names) {
            delete(name);
        }
    }

    /** Deletes a file, or a directory with its content. Does nothing if it does not exist. */
    public void delete(String name) throws IOException {
        change(inside(name)).delete();
    }

    /** Deletes the directory with its content. Does nothing if it does not exist. */
    public void delete() throws IOException {
        change(path()).delete();
    }

    /** Returns the URI. */
    @Override
    public String toString() {
        return uri;
    }

    private PathChange change(Path path) throws IOException {
        return new PathChange(path, fileSystem(path), this::fileContext, fence);
    }

    private FileContext fileContext() throws UnsupportedFileSystemException {
        FileContext context = fileContext;
        if (context == null) {
            context = FileContext.getFileContext(path().toUri(), configuration.value());
            fileContext = context;
        }
        return context;
    }

    private List<String> names(int limit) throws IOException {
        return names(limit, false);
    }

    private List<String> names(int limit, boolean hidden) throws IOException {
        Path path = path();
        FileSystem fileSystem = fileSystem(path);
        List<String> names = new ArrayList<>();
        try {
            if (!fileSystem.getFileStatus(path).isDirectory()) {
                throw new IOException("it is a file, not a directory");
            }
            RemoteIterator<FileStatus> entries = fileSystem.listStatusIterator(path);
            while (names.size() < limit && entries.hasNext()) {
                String name = entries.next().getPath().getName();
                if (hidden || !name.startsWith(".")) {
                    names.add(name);
                }
            }
            return names;
        } catch (FileNotFoundException e) {
            throw StorageErrors.missing(path, "no such directory", e);
        } catch (IOException e) {
            throw StorageErrors.of(path, "cannot be listed", e);
        }
    }

    private static FSDataInputStream openAt(FileSystem fileSystem, Path path, long offset) throws IOException {
        FSDataInputStream in = fileSystem.open(path);
        try {
            in.seek(offset);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static FileStatus file(FileSystem fileSystem, Path path) throws IOException {
        FileStatus status;
        try {
            status = fileSystem.getFileStatus(path);
        } catch (FileNotFoundException e) {
            throw StorageErrors.missing(path, "no such file", e);
        } catch (IOException e) {
            throw StorageErrors.of(path, "cannot be read", e);
        }
        if (status.isDirectory()) {
            throw new FileNotFoundException(path + ": is a directory, not a file");
        }
        return status;
    }

    private Path path() {
        return new Path(uri);
    }

    private Path inside(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the name of a file or directory: '" + name + "'");
        }
        return Paths.child(path(), name);
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return FileSystems.of(path, configuration.value());
    }
}
