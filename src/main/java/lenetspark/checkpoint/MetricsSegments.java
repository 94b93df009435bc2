package lenetspark.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import lenetspark.storage.Directory;
import lenetspark.storage.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The older lines of the metrics, in files that the checkpoints share, so that a checkpoint holds no more than the
 * newest {@value #SEGMENT_BYTES} bytes of them however long the run is.
 *
 * <p>A segment is never changed. Its name is the SHA-256 of its content, and its first line is the name of the segment
 * before it, or empty: the name of the newest one, which a checkpoint's state holds, verifies all of them. A run that
 * died and was resumed repeats rounds with other times, and so writes segments of other names.
 */
final class MetricsSegments {

    /** A tenth of a model archive with its updater state, which every checkpoint writes anyway. */
    static final int SEGMENT_BYTES = 64 * 1024;

    private static final String SUFFIX = ".lines";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\" + SUFFIX);

    private final Directory directory;
    private final Set<String> names = new HashSet<>();
    private @Nullable String newest;
    private int sealed;
    private boolean complete = true;

    MetricsSegments(Directory directory) {
        this.directory = directory;
    }

    /** The name of the newest segment; null before the first. */
    @Nullable String newest() {
        return newest;
    }

    /**
     * Moves lines into a segment if there are enough of them, and returns those that are in none.
     *
     * @param lines all of the run, of which the first are those that were sealed or read before
     */
    List<String> seal(List<String> lines) throws IOException {
        List<String> rest = lines.subList(sealed, lines.size());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        addLine(content, newest == null ? "" : newest);
        rest.forEach(line -> addLine(content, line));
        if (content.size() < SEGMENT_BYTES) {
            return rest;
        }
        String name = Sha256.of(content.toByteArray()) + SUFFIX;
        directory.writeDurably(name, content::writeTo);
        directory.sync();
        names.add(name);
        newest = name;
        sealed = lines.size();
        return List.of();
    }

    private static void addLine(ByteArrayOutputStream content, String line) {
        content.writeBytes((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Goes on after the segment {@code last}, and returns the lines of it and of those before it. Where one of them is
     * damaged, only the lines after it are returned, and the next segment will be the first of a new sequence.
     *
     * @param damage receives why a segment cannot be read
     */
    List<String> resume(@Nullable String last, Consumer<IOException> damage) {
        Deque<List<String>> segments = new ArrayDeque<>();
        names.clear();
        String name = last;
        complete = true;
        try {
            while (name != null) {
                List<String> content = read(name);
                names.add(name);
                segments.addFirst(content.subList(1, content.size()));
                name = content.get(0).isEmpty() ? null : content.get(0);
            }
        } catch (IOException e) {
            damage.accept(e);
            complete = false;
        }
        List<String> lines = segments.stream().flatMap(List::stream).toList();
        newest = complete ? last : null;
        sealed = complete ? lines.size() : 0;
        return lines;
    }

    private List<String> read(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("'" + name + "' is not the name of a segment");
        }
        byte[] content = directory.read(name);
        if (!name.equals(Sha256.of(content) + SUFFIX)) {
            throw new IOException(directory + "/" + name + ": has another SHA-256 than its name");
        }
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            throw new IOException(directory + "/" + name + ": is empty");
        }
        return lines;
    }

    /** Deletes the segments of runs that died before a checkpoint named them; none where one is damaged. */
    void prune() throws IOException {
        if (!complete || !directory.exists()) {
            return;
        }
        for (String name : directory.list()) {
            if (NAME.matcher(name).matches() && !names.contains(name)) {
                directory.delete(name);
            }
        }
    }
}
