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
 * Order of all examples when they were first decoded, with the digest of each block. Labels are assigned by the index
 * in this order, so a block that is decoded again after an executor was lost must contain the same examples. It is a
 * class and not a record because Kryo cannot deserialize records.
 */
public final class DecodedOrder implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String location;
    private final HashMap<String, Integer> starts = new HashMap<>();
    private final HashMap<Integer, byte[]> digests = new HashMap<>();

    /**
     * Creates the order: sources in the order of their names, and the examples of each source by position.
     *
     * @param location URI of the examples, for messages
     * @param summaries summaries of all blocks
     */
    DecodedOrder(String location, List<BlockSummary> summaries) {
        this.location = location;
        Map<String, Integer> sizes = new TreeMap<>();
        summaries.forEach(block -> sizes.merge(block.source(), block.size(), Integer::sum));
        int next = 0;
        for (Map.Entry<String, Integer> source : sizes.entrySet()) {
            starts.put(source.getKey(), next);
            next += source.getValue();
        }
        summaries.forEach(block -> digests.put(start(block), block.digest()));
    }

    /** Returns the index of the first example of a block in the order. */
    int start(BlockSummary block) {
        return Objects.requireNonNull(starts.get(block.source()), block.source()) + (int) block.position();
    }

    /**
     * Returns {@link #start} of a block that may have been decoded again.
     *
     * @throws DataException if its content has changed since it was first decoded
     */
    int verifiedStart(BlockSummary block) {
        if (!starts.containsKey(block.source()) || !Arrays.equals(digests.get(start(block)), block.digest())) {
            throw changed("position " + block.position() + " of " + block.source()
                    + (block.problem() == null ? "" : " (" + block.problem() + ")"));
        }
        return start(block);
    }

    /** Returns the exception for examples that changed after they were first decoded. */
    DataException changed(String where) {
        return new DataException(location + ": examples have changed since they were first decoded, at " + where
                + ", and would get wrong labels; persist or checkpoint a DataFrame whose row order varies, and do not"
                + " change files during a run");
    }

    /** Returns the source of an example. */
    public String source(int example) {
        return starts.entrySet().stream()
                .filter(source -> source.getValue() <= example)
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Returns the position of an example in its source. */
    public int position(int example) {
        return example - Objects.requireNonNull(starts.get(source(example)));
    }
}
