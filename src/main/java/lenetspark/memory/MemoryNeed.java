package lenetspark.memory;

/**
 * What a run needs, in bytes.
 *
 * @param examples in the training, validation and test sets, as the executors keep them
 * @param state parameters and updater state of the network
 * @param replicas partitions of the training set
 * @param statesAtDriver how many times {@code state} a round brings to the driver
 * @param statesWithGroups how many it would bring if executors added up groups of replicas first
 */
public record MemoryNeed(long examples, long state, int replicas, int statesAtDriver, int statesWithGroups) {

    /**
     * Beside the heap: the JVM's own memory, ND4J's libraries and OpenBLAS. Measured, 225 MB; this is the least that Spark
     * grants by itself, and leaves room for network buffers.
     */
    static final long BESIDE_HEAP = 384L << 20;

    /** What the driver holds of a round at once: what came over the network, and the same as numbers to add up. */
    long driverHeap() {
        return 2 * statesAtDriver * state;
    }

    /** The largest part of the examples that one of so many executors keeps, if they are dealt evenly. */
    long examplesOf(int executors) {
        return (examples + executors - 1) / executors;
    }
}
