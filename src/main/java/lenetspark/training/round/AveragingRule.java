package lenetspark.training.round;

/**
 * Computes the parameters of the next round from the mean of the replicas' parameters. Called on the driver once per round, in
 * order; the same sequence of calls must return the same bits.
 */
@FunctionalInterface
public interface AveragingRule {

    /** Plain averaging: returns the mean. */
    AveragingRule MEAN = (before, mean) -> mean;

    /**
     * Returns the parameters that the next round starts from.
     *
     * @param before the parameters that this round started from; must not be modified
     * @param mean of the replicas' parameters after the round, weighted by examples; may be modified and returned
     */
    float[] next(float[] before, float[] mean);
}
