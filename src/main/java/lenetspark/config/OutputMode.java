package lenetspark.config;

/** Treatment of existing output. */
public enum OutputMode {
    /** The output must be missing or empty. */
    NEW,
    /** Continue from the newest complete checkpoint. */
    RESUME,
    /** Replace existing output. */
    OVERWRITE;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
