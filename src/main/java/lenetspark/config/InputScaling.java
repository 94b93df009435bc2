package lenetspark.config;

/** Normalization of the pixels 0 to 255 that the network receives. */
public enum InputScaling {
    /** Zero mean and unit variance, by the statistics of the training examples. */
    STANDARD,
    /** Range 0 to 1. */
    UNIT;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
