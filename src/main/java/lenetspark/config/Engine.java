package lenetspark.config;

/** What trains a replica. */
public enum Engine {
    /** LeNet-5 on this project's vectorised kernels. */
    SIMD,
    /** A stock {@code MultiLayerNetwork}. */
    DL4J;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
