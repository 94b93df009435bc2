package lenetspark.config;

/** What early stopping looks at, on the validation set. */
public enum StoppingMetric {
    /** Share of the images that are classified right: more is better. */
    ACCURACY,
    /** Mean cross entropy: less is better. */
    LOSS;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
