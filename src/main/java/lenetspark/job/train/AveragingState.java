package lenetspark.job.train;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lenetspark.config.Averaging;
import lenetspark.config.AveragingConfig;
import lenetspark.config.TrainConfig;
import lenetspark.model.ModelArchive;
import lenetspark.training.MovingAverage;
import lenetspark.training.OuterMomentum;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.AveragingRule;
import org.jspecify.annotations.Nullable;

/** What averaging keeps on the driver beside the network, and a checkpoint beside the model. */
final class AveragingState {

    private final @Nullable OuterMomentum momentum;
    private final @Nullable MovingAverage average;

    private AveragingState(@Nullable OuterMomentum momentum, @Nullable MovingAverage average) {
        this.momentum = momentum;
        this.average = average;
    }

    /** The state that a run begins with, or goes on from. */
    static AveragingState of(TrainConfig config, StartPoint from) {
        AveragingConfig averaging = config.averaging();
        double decay = config.optimizer().emaDecay();
        return new AveragingState(
                averaging.rule() == Averaging.NESTEROV
                        ? new OuterMomentum(
                                averaging.outerMomentum(),
                                averaging.outerLearningRate(),
                                from.vectors().getOrDefault(ModelArchive.OUTER_VELOCITY, new float[0]))
                        : null,
                decay > 0
                        ? new MovingAverage(
                                decay,
                                from.vectors()
                                        .getOrDefault(
                                                ModelArchive.MOVING_AVERAGE,
                                                ModelState.of(from.network()).parameters()))
                        : null);
    }

    /** What the driver makes of the replicas' mean. */
    AveragingRule rule() {
        return momentum == null ? AveragingRule.MEAN : momentum;
    }

    /** Takes in the parameters after a round of {@code steps} updates. */
    void roundDone(ModelState state, int steps) {
        if (average != null) {
            average.add(state.parameters(), steps, state.iteration());
        }
    }

    /** {@code state} with the moving average of the parameters; empty if none is kept. */
    Optional<ModelState> averageOf(ModelState state) {
        return Optional.ofNullable(average).map(kept -> withParameters(state, kept.parameters()));
    }

    static ModelState withParameters(ModelState state, float[] parameters) {
        return new ModelState(parameters, state.updaterState(), state.iteration(), state.epoch());
    }

    /** All of it, by the names of {@link ModelArchive}. */
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
