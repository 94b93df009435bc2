package lenetspark.config;

/** What pixels 0 to 255 become before they enter the network. */
public enum InputScaling {
    /** Zero mean and unit variance, by the statistics of the examples trained on. */
    STANDARD,
    /** 0 to 1. */
    UNIT;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
