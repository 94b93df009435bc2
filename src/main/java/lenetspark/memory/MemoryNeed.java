package lenetspark.memory;

/**
 * Memory that a run needs.
 *
 * @param examples size in bytes of the training, validation and test sets as executors cache them
 * @param state size in bytes of the parameters and updater state of the network
 * @param replicas number of partitions of the training set
 * @param statesAtDriver number of states that the driver receives in a round
 * @param statesWithGroups number of states that it would receive with aggregation depth 2
 */
public record MemoryNeed(long examples, long state, int replicas, int statesAtDriver, int statesWithGroups) {

    /**
     * Memory in bytes outside the heap: the JVM, ND4J's native libraries and OpenBLAS, measured at 225 MB, and network buffers.
     * The value is the minimum memory overhead of Spark.
     */
    static final long NON_HEAP = 384L << 20;

    /** Returns the bytes of a round on the driver: the received states, and their copies as arrays to sum. */
    long driverHeap() {
        return 2 * statesAtDriver * state;
    }

    /** Returns the bytes of examples on each executor if they are distributed evenly. */
    long examplesPerExecutor(int executors) {
        return (examples + executors - 1) / executors;
    }
}
