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
 * Segment files with the older metrics lines, which the checkpoints share. A checkpoint itself holds at most the newest
 * {@value #SEGMENT_BYTES} bytes, however long the run is.
 *
 * <p>A segment is immutable. Its name is the SHA-256 of its content, and its first line is the name of the previous segment, or
 * empty. Hence the name of the newest segment, which the state of a checkpoint holds, verifies all segments. A resumed run
 * repeats rounds with other times, and so writes segments with other names.
 */
final class MetricsSegments {

    /** About a tenth of the size of a model archive with its updater state, which every checkpoint writes. */
    static final int SEGMENT_BYTES = 64 * 1024;

    private static final String SUFFIX = ".lines";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\" + SUFFIX);

    private final Directory directory;
    private final Set<String> names = new HashSet<>();
    private @Nullable String newest;
    private int sealedLines;
    private boolean complete = true;

    MetricsSegments(Directory directory) {
        this.directory = directory;
    }

    /** Returns the name of the newest segment; null if there is none. */
    @Nullable String newest() {
        return newest;
    }

    /**
     * Writes the lines that are in no segment to a new segment if there are enough of them. Returns the lines that are in no
     * segment afterwards.
     *
     * @param lines all lines of the run, beginning with the lines that were sealed or read before
     */
    List<String> seal(List<String> lines) throws IOException {
        List<String> rest = lines.subList(sealedLines, lines.size());
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
        sealedLines = lines.size();
        return List.of();
    }

    private static void addLine(ByteArrayOutputStream content, String line) {
        content.writeBytes((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Continues after the segment {@code last}, and returns the lines of that segment and its predecessors. If one of them is
     * damaged, returns only the lines after it, and the next segment begins a new sequence.
     *
     * @param last name of the newest segment; null if there is none
     * @param damage receives the reason why a segment cannot be read
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
        sealedLines = complete ? lines.size() : 0;
        return lines;
    }

    private List<String> read(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("'" + name + "' is not the name of a segment");
        }
        byte[] content = directory.read(name);
        if (!name.equals(Sha256.of(content) + SUFFIX)) {
            throw new IOException(directory + "/" + name + ": the SHA-256 does not match the name");
        }
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            throw new IOException(directory + "/" + name + ": is empty");
        }
        return lines;
    }

    /** Deletes the segments that no checkpoint names. Deletes nothing if a segment is damaged. */
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
