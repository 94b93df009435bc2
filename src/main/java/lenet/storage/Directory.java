package lenet.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A directory on any Hadoop filesystem, the one that the scheme of its URI names. It need not exist.
 *
 * <p>Names are those of the files and directories directly inside it. Names that begin with a dot are hidden, as they
 * are for Hadoop: {@link #list} and {@link #isEmpty} pass over them, so what an interrupted write leaves is never seen.
 *
 * <p>Serialisable with its configuration, for executors. Every {@link IOException} has one line that begins with the
 * URI it is about.
 */
public final class Directory implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String uri;
    private final SerializableConfiguration configuration;

    /** Made once and shared with the children: on HDFS each one is a client that Hadoop never closes. */
    private transient @Nullable FileContext fileContext;

    private Directory(String uri, SerializableConfiguration configuration, @Nullable FileContext fileContext) {
        this.uri = uri;
        this.configuration = configuration;
        this.fileContext = fileContext;
    }

    /**
     * The directory at {@code uri}; a URI without a scheme is a path on the configuration's default filesystem.
     *
     * @throws IOException if the URI is malformed or no filesystem is known for its scheme
     */
    public static Directory at(String uri, Configuration configuration) throws IOException {
        Path path;
        try {
            path = new Path(uri);
        } catch (IllegalArgumentException e) {
            throw Failure.of("'" + uri + "'", "not a valid URI", e);
        }
        String qualified =
                FileSystems.of(path, configuration).makeQualified(path).toString();
        return new Directory(qualified, new SerializableConfiguration(configuration), null);
    }

    /** The fully qualified URI, without a trailing slash. */
    public String uri() {
        return uri;
    }

    /** The directory {@code name} inside this one; it need not exist. */
    public Directory child(String name) {
        return new Directory(inside(name).toString(), configuration, fileContext);
    }

    /**
     * The directory at another URI, with this one's configuration.
     *
     * @throws IOException as {@link #at}
     */
    public Directory elsewhere(String other) throws IOException {
        return at(other, configuration.value());
    }

    /** Whether the directory exists; a file of that name does not count. */
    public boolean exists() throws IOException {
        Path path = path();
        FileSystem fileSystem = fileSystem(path);
        try {
            return fileSystem.getFileStatus(path).isDirectory();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw Failure.of(path, "cannot be read", e);
        }
    }

    /** Whether there is nothing in it; true of a directory that does not exist. */
    public boolean isEmpty() throws IOException {
        try {
            return names(1).isEmpty();
        } catch (FileNotFoundException e) {
            return true;
        }
    }

    /**
     * The names of the files and directories in it, sorted.
     *
     * @throws FileNotFoundException if the directory does not exist
     */
    public List<String> list() throws IOException {
        List<String> names = names(Integer.MAX_VALUE);
        names.sort(null);
        return names;
    }

    /** Whether a file or directory of that name is in it. */
    public boolean contains(String name) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        try {
            return fileSystem.exists(path);
        } catch (IOException e) {
            throw Failure.of(path, "cannot be read", e);
        }
    }

    /**
     * Opens a file at its first byte. {@link InputStream#skip} moves without reading.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public InputStream open(String name) throws IOException {
        return open(name, 0);
    }

    /**
     * Opens a file at byte {@code offset}, without reading what is before it.
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
            throw Failure.of(path, "cannot be read", e);
        }
    }

    /**
     * The length of a file in bytes.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public long length(String name) throws IOException {
        Path path = inside(name);
        return file(fileSystem(path), path).getLen();
    }

    /**
     * The hosts that have all of a file on their own disks, sorted; none where the filesystem has no such hosts.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public List<String> hosts(String name) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        FileStatus status = file(fileSystem, path);
        try {
            List<List<String>> ofBlocks = new ArrayList<>();
            for (BlockLocation block : fileSystem.getFileBlockLocations(status, 0, status.getLen())) {
                ofBlocks.add(List.of(block.getHosts()));
            }
            return ofBlocks.stream()
                    .flatMap(List::stream)
                    .distinct()
                    .filter(host -> ofBlocks.stream().allMatch(hosts -> hosts.contains(host)))
                    // What Hadoop says for want of a host.
                    .filter(host -> !host.equals("localhost"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Failure.of(path, "cannot be read", e);
        }
    }

    /**
     * When a file was last written, by the filesystem's clock.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public Instant modified(String name) throws IOException {
        Path path = inside(name);
        return Instant.ofEpochMilli(file(fileSystem(path), path).getModificationTime());
    }

    /**
     * The whole content of a file.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public byte[] read(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    /**
     * Writes a file, replacing one of that name: afterwards it is complete, or, on an exception or a crash, absent or
     * as it was before. The directory is created if need be. The content goes to a temporary file that is renamed;
     * where the filesystem cannot rename over a file (it has no {@link FileContext}), straight to the file, which is
     * deleted if writing fails.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(String name, ContentWriter content) throws IOException {
        Path target = inside(name);
        try {
            FileReplacement.of(fileSystem(target), target, this::fileContext).write(content);
        } catch (IOException e) {
            throw Failure.of(target, "cannot be written", e);
        }
    }

    /** Writes a file of these bytes, like {@link #write(String, ContentWriter)}. */
    public void write(String name, byte[] content) throws IOException {
        write(name, out -> out.write(content));
    }

    /**
     * Writes a file, unless there is one of that name. The directory must exist. Two that write at the same moment may both
     * be told that they did where the filesystem does not look and write in one step, as object stores do.
     *
     * @return whether it was written
     * @throws IOException if the file cannot be written
     */
    public boolean writeNew(String name, byte[] content) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        try {
            if (fileSystem instanceof RawLocalFileSystem local) {
                // Hadoop looks and writes in two steps.
                Files.write(local.pathToFile(path).toPath(), content, StandardOpenOption.CREATE_NEW);
                return true;
            }
            try (OutputStream out = fileSystem.create(path, false)) {
                out.write(content);
            }
            return true;
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException | FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw Failure.of(path, "cannot be written", e);
        }
    }

    /**
     * Creates the directory and its parents; does nothing if it exists.
     *
     * @throws IOException if a file is in the way or the directory cannot be created
     */
    public void create() throws IOException {
        Path path = path();
        FileSystem fileSystem = fileSystem(path);
        try {
            if (!fileSystem.mkdirs(path)) {
                throw new IOException("the filesystem refused");
            }
        } catch (IOException e) {
            throw Failure.of(path, "cannot be created", e);
        }
    }

    /**
     * Deletes all that is in the directory, hidden or not, but the file or directory {@code kept}, the others in the order of
     * their names but {@code last} after them; does nothing if the directory does not exist.
     */
    public void clear(String kept, String last) throws IOException {
        List<String> names;
        try {
            names = names(Integer.MAX_VALUE, true);
        } catch (FileNotFoundException e) {
            return;
        }
        names.remove(kept);
        names.sort(Comparator.comparing((String name) -> name.equals(last)).thenComparing(Comparator.naturalOrder()));
        for (String name : names) {
            delete(name);
        }
    }

    /** Deletes a file, or a directory with all that is in it; does nothing if there is none. */
    public void delete(String name) throws IOException {
        delete(inside(name));
    }

    /** Deletes the directory with all that is in it; does nothing if it does not exist. */
    public void delete() throws IOException {
        delete(path());
    }

    /** The URI. */
    @Override
    public String toString() {
        return uri;
    }

    private FileContext fileContext() throws UnsupportedFileSystemException {
        FileContext context = fileContext;
        if (context == null) {
            context = FileContext.getFileContext(path().toUri(), configuration.value());
            fileContext = context;
        }
        return context;
    }

    private void delete(Path path) throws IOException {
        FileSystem fileSystem = fileSystem(path);
        try {
            if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
                throw new IOException("the filesystem refused");
            }
        } catch (IOException e) {
            throw Failure.of(path, "cannot be deleted", e);
        }
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
            throw Failure.missing(path, "no such directory", e);
        } catch (IOException e) {
            throw Failure.of(path, "cannot be listed", e);
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
            throw Failure.missing(path, "no such file", e);
        } catch (IOException e) {
            throw Failure.of(path, "cannot be read", e);
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
        Path directory = path();
        String parent = directory.toUri().getPath();
        // Not new Path(directory, name): that takes a name with a colon for a URI.
        return new Path(
                directory.toUri().getScheme(), directory.toUri().getAuthority(), parent + Path.SEPARATOR + name);
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return FileSystems.of(path, configuration.value());
    }
}
