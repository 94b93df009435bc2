package lenetspark.data.decoded;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import lenetspark.data.image.StoredExample;
import lenetspark.storage.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Summary of consecutive examples of one source that is sent to the driver: classes, pixel sums and digests, but no
 * pixels. It is a class and not a record because Kryo cannot deserialize records.
 */
final class BlockSummary implements Serializable {

    /** Length of a SHA-256 digest in bytes. */
    static final int DIGEST_LENGTH = 32;

    private static final long serialVersionUID = 1L;

    private final String source;
    private final long position;
    private final ArrayList<String> names = new ArrayList<>();
    private int[] classes;
    private int[] sums;
    private int[] squareSums;
    private byte[] digests;
    private int size;
    private @Nullable String problem;

    /** Creates the summary of an empty block that starts at {@code position} of {@code source}. */
    BlockSummary(String source, long position, int capacity) {
        this.source = source;
        this.position = position;
        classes = new int[capacity];
        sums = new int[capacity];
        squareSums = new int[capacity];
        digests = new byte[capacity * DIGEST_LENGTH];
    }

    /** Returns the summary of one unusable example, with the reason. */
    static BlockSummary ofProblem(StoredExample example, String problem) {
        BlockSummary summary = new BlockSummary(example.source(), example.position(), 0);
        summary.problem = problem;
        return summary;
    }

    /** Adds the next example. */
    void add(byte[] pixels, String name, MessageDigest sha256) {
        int index = names.indexOf(name);
        if (index < 0) {
            index = names.size();
            names.add(name);
        }
        classes[size] = index;
        for (byte pixel : pixels) {
            int value = pixel & 0xff;
            sums[size] += value;
            squareSums[size] += value * value;
        }
        System.arraycopy(sha256.digest(pixels), 0, digests, size * DIGEST_LENGTH, DIGEST_LENGTH);
        size++;
    }

    /** Frees unused capacity. No example can be added afterwards. */
    void trim() {
        classes = Arrays.copyOf(classes, size);
        sums = Arrays.copyOf(sums, size);
        squareSums = Arrays.copyOf(squareSums, size);
        digests = Arrays.copyOf(digests, size * DIGEST_LENGTH);
    }

    String source() {
        return source;
    }

    /** Returns the position of the first example in its source. */
    long position() {
        return position;
    }

    int size() {
        return size;
    }

    /** Returns the reason why the single example is unusable; null for a block of usable examples. */
    @Nullable String problem() {
        return problem;
    }

    /** Returns the class name of an example. */
    String name(int example) {
        return names.get(classes[example]);
    }

    /** Returns the sum of the pixels of an example. */
    int sum(int example) {
        return sums[example];
    }

    /** Returns the sum of the squared pixels of an example. */
    int squareSum(int example) {
        return squareSums[example];
    }

    /** Updates {@code digest} with an example: its class name in UTF-8, a zero byte, and the SHA-256 of its pixels. */
    void updateDigest(MessageDigest digest, int example) {
        digest.update((name(example) + '\0').getBytes(StandardCharsets.UTF_8));
        digest.update(digests, example * DIGEST_LENGTH, DIGEST_LENGTH);
    }

    /** Returns the SHA-256 over the examples in order. */
    byte[] digest() {
        MessageDigest digest = Sha256.digest();
        for (int example = 0; example < size; example++) {
            updateDigest(digest, example);
        }
        return digest.digest();
    }
}
