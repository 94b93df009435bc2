package lenetspark.training.round;

import java.util.List;

/** A summand of the driver's mean: the update of one replica, or the sum of a group of updates. */
interface Contribution {

    /** Returns the reports of the replicas, in the order of the partitions. */
    List<ReplicaReport> reports();

    /** Returns the number of examples, which is the weight in the mean. */
    long examples();

    /** Returns the size of the replicas' parameters and updater states, in bytes. */
    long bytes();

    /** Returns the sum of the parameters, each multiplied by its replica's number of examples; empty if nothing was trained. */
    Summand parameters();

    /** Returns the sum of the updater states, like {@link #parameters}. */
    Summand updaterState();

    /** Returns the parameters of the replica, or their mean over the group; empty if nothing was trained. */
    float[] meanParameters();

    /** A vector that can be added to others, range by range. */
    interface Summand {

        int length();

        /** Adds the elements of a range to those of {@code sum}. */
        void addTo(double[] sum, int from, int to);
    }
}
