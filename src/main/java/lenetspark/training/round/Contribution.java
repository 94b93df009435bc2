package lenetspark.training.round;

/** What the driver adds to its mean: a replica's update, or the sum of a group of them. */
interface Contribution {

    /** Adds this to {@code sum}. */
    void addTo(WeightedSum sum);

    /** Parameters of the replica, or their mean over the group; empty where nothing was trained. */
    float[] meanParameters();
}
