package lenetspark.config;

/** Implementation that trains a replica and computes predictions. Averaging, checkpoints and files do not depend on it. */
public enum Engine {
    /** Built-in vectorized kernels for LeNet-5, about 80 times faster than {@link #DL4J}. */
    SIMD,
    /** Stock {@code MultiLayerNetwork}: trains any network, and is the reference for tests of other engines. */
    DL4J;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
