package lenetspark.config;

/** How the learning rate changes during a run. */
public enum Schedule {
    /** Not at all. */
    CONSTANT,
    /** By a factor, every so many epochs. */
    STEP,
    /** Along half a cosine to zero at the end of the last epoch. */
    COSINE;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
