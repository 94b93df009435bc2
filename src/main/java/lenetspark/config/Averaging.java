package lenetspark.config;

/** Rule that combines the parameters of all replicas after a round. */
public enum Averaging {
    /** Mean weighted by the number of examples that each replica trained. */
    WEIGHTED,
    /** The weighted mean, with Nesterov momentum applied to its change (BMUF, DiLoCo). */
    NESTEROV,
    /** DL4J's own {@code ParameterAveragingTrainingMaster}, the baseline of the benchmarks; requires {@link Engine#DL4J}. */
    DL4J;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
