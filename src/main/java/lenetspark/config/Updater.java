package lenetspark.config;

/** The rule that turns a gradient into a step. */
public enum Updater {
    ADAM,
    NESTEROVS,
    SGD;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
