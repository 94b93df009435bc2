package lenetspark.config;

/** Implementation that trains a replica and computes predictions. */
public enum Engine {
    /** Built-in vectorized kernels for LeNet-5. */
    SIMD,
    /** Stock {@code MultiLayerNetwork}. */
    DL4J;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
