package lenetspark.training.round;

/** A summand of the driver's mean: the update of one replica, or the sum of a group of updates. */
interface Contribution {

    /** Adds this to {@code sum}. */
    void addTo(WeightedSum sum);

    /** Returns the parameters of the replica, or their mean over the group; empty if nothing was trained. */
    float[] meanParameters();
}
