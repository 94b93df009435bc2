package lenetspark.training.round;

/**
 * What the driver makes of the mean of the replicas' parameters. Called once a round, in order; the same calls must give
 * the same bits.
 */
@FunctionalInterface
public interface AveragingRule {

    /** The mean itself. */
    AveragingRule MEAN = (before, mean) -> mean;

    /**
     * The parameters that the next round starts from.
     *
     * @param before the parameters that this round started from; not to be changed
     * @param mean of the replicas' parameters after the round, weighted by examples; may be changed and returned
     */
    float[] next(float[] before, float[] mean);
}
