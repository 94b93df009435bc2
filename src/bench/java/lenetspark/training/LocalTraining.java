package lenetspark.training;

import lenetspark.training.round.LocalAggregation;

/** Training whose replicas run on threads of this process instead of Spark's executors. */
public final class LocalTraining {

    private LocalTraining() {}

    /** Lets the replicas of a training master run in this process. */
    public static WeightedAveragingTrainingMaster.Builder inThisProcess(
            WeightedAveragingTrainingMaster.Builder builder) {
        return builder.aggregation(LocalAggregation::create);
    }
}
