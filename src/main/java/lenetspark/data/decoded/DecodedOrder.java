package lenetspark.data.decoded;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lenetspark.data.DataException;

/**
 * The order of all examples as they were first decoded, and what each block of them held. Labels belong to places in this
 * order, so a block that is decoded again, after an executor was lost, must hold the same examples. A class, because Kryo
 * makes no records.
 */
public final class DecodedOrder implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String location;
    private final HashMap<String, Integer> starts = new HashMap<>();
    private final HashMap<Integer, byte[]> digests = new HashMap<>();

    /**
     * The order of the sources, and in each that of the positions.
     *
     * @param location of the examples, for errors
     * @param facts of all blocks
     */
    DecodedOrder(String location, List<BlockSummary> facts) {
        this.location = location;
        Map<String, Integer> sizes = new TreeMap<>();
        facts.forEach(block -> sizes.merge(block.source(), block.size(), Integer::sum));
        int next = 0;
        for (Map.Entry<String, Integer> source : sizes.entrySet()) {
            starts.put(source.getKey(), next);
            next += source.getValue();
        }
        facts.forEach(block -> digests.put(start(block), block.digest()));
    }

    /** The place of a block's first example in the order of all. */
    int start(BlockSummary block) {
        return Objects.requireNonNull(starts.get(block.source()), block.source()) + (int) block.position();
    }

    /**
     * {@link #start} of a block that may have been decoded again.
     *
     * @throws DataException if it does not hold what it held first
     */
    int verifiedStart(BlockSummary block) {
        if (!starts.containsKey(block.source()) || !Arrays.equals(digests.get(start(block)), block.digest())) {
            throw changed("position " + block.position() + " of " + block.source()
                    + (block.problem() == null ? "" : " (" + block.problem() + ")"));
        }
        return start(block);
    }

    /** An error over examples that are no longer what they were. */
    DataException changed(String where) {
        return new DataException(location + ": other examples than first when decoded again, at " + where
                + ", which would get wrong labels; persist or checkpoint a DataFrame whose rows come in another order"
                + " each time, and change no files during a run");
    }

    /** An example's source. */
    public String source(int example) {
        return starts.entrySet().stream()
                .filter(source -> source.getValue() <= example)
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** An example's position in its source. */
    public int position(int example) {
        return example - Objects.requireNonNull(starts.get(source(example)));
    }
}
