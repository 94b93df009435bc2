package lenetspark.config;

/** How the replicas' parameters become one set after a round. */
public enum Averaging {
    /** The mean weighted by the examples that each replica trained. */
    WEIGHTED,
    /** The same mean, with Nesterov momentum on the change that it makes (BMUF, DiLoCo). */
    NESTEROV,
    /** DL4J's own {@code ParameterAveragingTrainingMaster}, the measured baseline; needs {@link Engine#DL4J}. */
    DL4J;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
