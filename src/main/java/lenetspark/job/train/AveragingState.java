package lenetspark.job.train;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lenetspark.config.TrainConfig;
import lenetspark.model.ModelArchive;
import lenetspark.recipe.TrainingFactory;
import lenetspark.training.MovingAverage;
import lenetspark.training.OuterMomentum;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.AveragingRule;
import org.jspecify.annotations.Nullable;

/** State of parameter averaging on the driver: outer momentum and moving average. Checkpoints store it with the model. */
final class AveragingState {

    private final @Nullable OuterMomentum momentum;
    private final @Nullable MovingAverage average;

    private AveragingState(@Nullable OuterMomentum momentum, @Nullable MovingAverage average) {
        this.momentum = momentum;
        this.average = average;
    }

    /** Returns the state at the start point of a run. */
    static AveragingState of(TrainConfig config, StartPoint start) {
        double decay = config.optimizer().emaDecay();
        return new AveragingState(
                new TrainingFactory(config)
                        .outerMomentum(start.vectors().getOrDefault(ModelArchive.OUTER_VELOCITY, new float[0]))
                        .orElse(null),
                decay > 0
                        ? new MovingAverage(
                                decay,
                                start.vectors()
                                        .getOrDefault(
                                                ModelArchive.MOVING_AVERAGE,
                                                ModelState.of(start.network()).parameters()))
                        : null);
    }

    /** Returns the rule by which the driver updates the parameters from the mean of the replicas. */
    AveragingRule rule() {
        return momentum == null ? AveragingRule.MEAN : momentum;
    }

    /** Adds the parameters after a round of {@code steps} updates to the moving average. */
    void roundDone(ModelState state, int steps) {
        if (average != null) {
            average.add(state.parameters(), steps, state.iteration());
        }
    }

    /** Returns {@code state} with the moving average of the parameters; empty if no moving average is kept. */
    Optional<ModelState> averageOf(ModelState state) {
        return Optional.ofNullable(average).map(moving -> withParameters(state, moving.parameters()));
    }

    static ModelState withParameters(ModelState state, float[] parameters) {
        return new ModelState(parameters, state.updaterState(), state.iteration(), state.epoch());
    }

    /** Returns all state vectors by the names of {@link ModelArchive}. */
    Map<String, float[]> vectors() {
        Map<String, float[]> vectors = new TreeMap<>();
        if (momentum != null && momentum.velocity().length > 0) {
            vectors.put(ModelArchive.OUTER_VELOCITY, momentum.velocity());
        }
        if (average != null) {
            vectors.put(ModelArchive.MOVING_AVERAGE, average.parameters());
        }
        return vectors;
    }
}
