package lenetspark.data.decoded;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import lenetspark.data.Sha256;
import lenetspark.data.image.StoredExample;
import org.jspecify.annotations.Nullable;

/**
 * What the driver must know of some examples of one source at consecutive positions: everything but the pixels. A class,
 * because Kryo makes no records.
 */
final class BlockSummary implements Serializable {

    static final int DIGEST = 32;

    private static final long serialVersionUID = 1L;

    private final String source;
    private final long position;
    private final ArrayList<String> names = new ArrayList<>();
    private int[] classes;
    private int[] sums;
    private int[] squares;
    private byte[] digests;
    private int size;
    private @Nullable String problem;

    /** The facts of a block to which nothing is added yet, beginning at a position. */
    BlockSummary(String source, long position, int capacity) {
        this.source = source;
        this.position = position;
        classes = new int[capacity];
        sums = new int[capacity];
        squares = new int[capacity];
        digests = new byte[capacity * DIGEST];
    }

    /** Of one example that cannot be used, and why. */
    static BlockSummary ofProblem(StoredExample example, String problem) {
        BlockSummary facts = new BlockSummary(example.source(), example.position(), 0);
        facts.problem = problem;
        return facts;
    }

    /** Adds the next example. */
    void add(byte[] pixels, String name, MessageDigest sha256) {
        int known = names.indexOf(name);
        if (known < 0) {
            known = names.size();
            names.add(name);
        }
        classes[size] = known;
        for (byte pixel : pixels) {
            int value = pixel & 0xff;
            sums[size] += value;
            squares[size] += value * value;
        }
        System.arraycopy(sha256.digest(pixels), 0, digests, size * DIGEST, DIGEST);
        size++;
    }

    /** Frees what was not needed; nothing can be added then. */
    void trim() {
        classes = Arrays.copyOf(classes, size);
        sums = Arrays.copyOf(sums, size);
        squares = Arrays.copyOf(squares, size);
        digests = Arrays.copyOf(digests, size * DIGEST);
    }

    String source() {
        return source;
    }

    /** The position of the first example. */
    long position() {
        return position;
    }

    int size() {
        return size;
    }

    /** What is wrong with the one example; null of good ones. */
    @Nullable String problem() {
        return problem;
    }

    /** The name of an example's class. */
    String name(int example) {
        return names.get(classes[example]);
    }

    /** The sum of an example's pixels. */
    int sum(int example) {
        return sums[example];
    }

    /** The sum of the squares of an example's pixels. */
    int square(int example) {
        return squares[example];
    }

    /** Adds an example to another digest: the name of its class in UTF-8, a zero byte, and SHA-256 of its pixels. */
    void digestInto(MessageDigest whole, int example) {
        whole.update((name(example) + '\0').getBytes(StandardCharsets.UTF_8));
        whole.update(digests, example * DIGEST, DIGEST);
    }

    /** SHA-256 over the examples in their order. */
    byte[] digest() {
        MessageDigest whole = Sha256.digest();
        for (int example = 0; example < size; example++) {
            digestInto(whole, example);
        }
        return whole.digest();
    }
}
