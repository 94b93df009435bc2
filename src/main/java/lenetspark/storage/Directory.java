package lenetspark.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

    /** Shared with the children; null where anybody may write. */
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
     * The directory at {@code uri}; a URI without a scheme is a path on the configuration's default filesystem.
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

    /** The fully qualified URI, without a trailing slash. */
    public String uri() {
        return uri;
    }

    /** The directory {@code name} inside this one; it need not exist. */
    public Directory child(String name) {
        return new Directory(inside(name).toString(), configuration, fileContext, fence);
    }

    /**
     * This directory for a writer that owns it as long as {@code guard} says so. Every change is asked for: when it begins, and
     * again before it can be seen.
     *
     * <p>Where the filesystem renames in one step (local disks, HDFS), a change is made by a rename from or to the directory
     * {@code staging} in this one, which is created here and never again. Once the next owner has deleted it, no change of this
     * writer can be made any more, not even one that was asked for before: its rename finds nothing. On object stores an
     * upload that is under way when the directory is lost may still replace a file.
     *
     * @throws IOException if the staging directory cannot be created
     */
    public Directory guarded(WriteGuard guard, String staging) throws IOException {
        Directory own = child(staging);
        if (moves(own.path()).isPresent()) {
            own.create();
        }
        return new Directory(uri, configuration, fileContext, new Fence(guard, own.path()));
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
            throw StorageErrors.of(path, "cannot be read", e);
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

    /** The hidden names in it that begin with {@code prefix}, sorted; none if the directory does not exist. */
    public List<String> hidden(String prefix) throws IOException {
        List<String> names;
        try {
            names = names(Integer.MAX_VALUE, true);
        } catch (FileNotFoundException e) {
            return List.of();
        }
        return names.stream().filter(name -> name.startsWith(prefix)).sorted().toList();
    }

    /** Whether a file or directory of that name is in it. */
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
            throw StorageErrors.of(path, "cannot be read", e);
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
            throw StorageErrors.of(path, "cannot be read", e);
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
     * where the filesystem cannot rename in one step, as object stores cannot, straight to the file, which is
     * deleted if writing fails and the upload cannot be given up.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(String name, ContentWriter content) throws IOException {
        write(name, content, false);
    }

    /** Writes a file of these bytes, like {@link #write(String, ContentWriter)}. */
    public void write(String name, byte[] content) throws IOException {
        write(name, out -> out.write(content));
    }

    /**
     * Writes a file, like {@link #write(String, ContentWriter)}, whose content is on the disks before the file is seen. Its
     * name is after {@link #sync}.
     */
    public void writeDurably(String name, ContentWriter content) throws IOException {
        write(name, content, true);
    }

    private void write(String name, ContentWriter content, boolean durable) throws IOException {
        Path target = inside(name);
        FileSystem fileSystem = fileSystem(target);
        FileReplacement replacement = new FileReplacement(fileSystem, target, durable, fence);
        change(target, "cannot be written", moves -> {
            if (moves.isEmpty()) {
                replacement.inPlace(content);
            } else {
                if (fence != null) {
                    makeDirectory(fileSystem, moves.get(), target.getParent(), fence);
                }
                replacement.byRename(moves.get(), content);
            }
        });
    }

    /**
     * Writes a file straight to its name: it is never absent once it is there, but may be read while it is incomplete, and
     * stays incomplete after a crash.
     *
     * @throws IOException if the file cannot be written
     */
    public void overwrite(String name, byte[] content) throws IOException {
        Path path = inside(name);
        FileSystem fileSystem = fileSystem(path);
        change(path, "cannot be written", moves -> {
            try (OutputStream out = fileSystem.create(path, true)) {
                out.write(content);
            }
        });
    }

    /**
     * Puts on the disks what files and directories there are in the directory, and that it is there itself, where that is left
     * to those who write: on local disks.
     *
     * @throws IOException if a disk cannot be written
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
     * Creates the directory and its parents; does nothing if it exists.
     *
     * @throws IOException if a file is in the way or the directory cannot be created
     */
    public void create() throws IOException {
        Path path = path();
        FileSystem fileSystem = fileSystem(path);
        change(path, "cannot be created", moves -> {
            if (fence != null && moves.isPresent()) {
                makeDirectory(fileSystem, moves.get(), path, fence);
            } else {
                makeDirectories(fileSystem, path);
            }
        });
    }

    private static void makeDirectories(FileSystem fileSystem, Path path) throws IOException {
        if (!fileSystem.mkdirs(path)) {
            throw new IOException("the filesystem refused");
        }
    }

    /** Creates a directory by a rename from the staging directory, and those above it, of which one exists. */
    private static void makeDirectory(FileSystem fileSystem, AtomicMoves moves, Path path, Fence fence)
            throws IOException {
        if (fileSystem.exists(path)) {
            if (!fileSystem.getFileStatus(path).isDirectory()) {
                // Which fails, with the filesystem's own words.
                makeDirectories(fileSystem, path);
            }
            return;
        }
        makeDirectory(fileSystem, moves, path.getParent(), fence);
        Path staged = fence.stage(path);
        moves.makeDirectory(staged);
        fence.guard().requireHeld();
        moves.move(staged, path);
    }

    /** A change of something on the filesystem, which may rename in one step. */
    @FunctionalInterface
    private interface Change {
        void make(Optional<AtomicMoves> moves) throws IOException;
    }

    private void change(Path path, String problem, Change change) throws IOException {
        permit();
        try {
            change.make(moves(path));
        } catch (IOException e) {
            // Whoever has lost the directory meanwhile is told so, not what came of it.
            permit();
            throw StorageErrors.of(path, problem, e);
        }
    }

    private void permit() {
        if (fence != null) {
            fence.guard().requireHeld();
        }
    }

    private Optional<AtomicMoves> moves(Path path) throws IOException {
        return AtomicMoves.of(fileSystem(path), path, this::fileContext);
    }

    /**
     * Deletes all that is in the directory, hidden or not, but the files and directories {@code kept}, the others in the order
     * of their names but {@code last} after them; does nothing if the directory does not exist.
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
        change(path, "cannot be deleted", moves -> {
            Path doomed = path;
            if (fence != null && moves.isPresent()) {
                if (!fileSystem.exists(path)) {
                    return;
                }
                doomed = fence.stage(path);
                moves.get().move(path, doomed);
            }
            if (!fileSystem.delete(doomed, true) && fileSystem.exists(doomed)) {
                throw new IOException("the filesystem refused");
            }
        });
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
