package lenetspark.config;

/** What to do with the run directory. */
public enum OutputMode {
    /** It must be missing or empty. */
    NEW,
    /** Go on from its newest complete checkpoint. */
    RESUME,
    /** Replace what is there. */
    OVERWRITE;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
