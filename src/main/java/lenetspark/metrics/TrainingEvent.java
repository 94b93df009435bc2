package lenetspark.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that happened in a run, as one line of {@code metrics.jsonl}. Epochs and rounds are counted from 1. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainingEvent.Round.class, name = "round"),
    @JsonSubTypes.Type(value = TrainingEvent.Epoch.class, name = "epoch"),
    @JsonSubTypes.Type(value = TrainingEvent.Run.class, name = "run")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface TrainingEvent {

    /**
     * A round of training and averaging.
     *
     * @param rounds in the epoch
     * @param iteration updates made so far
     * @param replicas that had examples to train
     * @param examples trained in the round
     * @param loss mean over the examples
     * @param averagedBytes parameters and updater state that the replicas sent to the driver, in bytes
     * @param trainingAccuracy share of the examples classified right, each before its minibatch's update
     * @param examplesPerSecond of wall-clock time
     * @param computeSeconds of the slowest replica
     * @param averagingSeconds on the driver
     * @param waitingSeconds the rest of the round
     * @param learningRate of the round's last update
     * @param replicaSeconds compute seconds of each replica, in the order of the partitions, to a tenth of a millisecond; 0
     *     where no example was left
     * @param divergence distance of each replica's parameters from their mean, as a share of the mean's length, to six
     *     decimals; of groups of replicas where their sums go through a tree
     */
    record Round(
            int epoch,
            int round,
            int rounds,
            int iteration,
            int replicas,
            long examples,
            double loss,
            long averagedBytes,
            @Nullable Double trainingAccuracy,
            double examplesPerSecond,
            double computeSeconds,
            double averagingSeconds,
            double waitingSeconds,
            double learningRate,
            List<Double> replicaSeconds,
            List<Double> divergence)
            implements TrainingEvent {

        /** Rounds of older files have no divergence. */
        public Round {
            divergence = Objects.requireNonNullElse(divergence, List.of());
        }
    }

    /**
     * An epoch and the validation after it.
     *
     * @param iteration updates made so far
     * @param examples trained in the epoch
     * @param loss mean over the examples
     * @param trainingAccuracy share of the examples classified right, each before its minibatch's update
     * @param validationLoss null without a validation set
     * @param validationAccuracy null without a validation set
     * @param averageValidationLoss of the moving average of the parameters; null if none is kept
     * @param averageValidationAccuracy of the moving average of the parameters; null if none is kept
     * @param examplesPerSecond of the time spent in rounds
     * @param seconds spent in rounds
     * @param computeSeconds of the slowest replica of each round
     * @param averagingSeconds on the driver
     * @param waitingSeconds the rest of the rounds
     */
    record Epoch(
            int epoch,
            int epochs,
            int iteration,
            long examples,
            double loss,
            @Nullable Double trainingAccuracy,
            @Nullable Double validationLoss,
            @Nullable Double validationAccuracy,
            @Nullable Double averageValidationLoss,
            @Nullable Double averageValidationAccuracy,
            double examplesPerSecond,
            double seconds,
            double computeSeconds,
            double averagingSeconds,
            double waitingSeconds)
            implements TrainingEvent {}

    /**
     * What an epoch made of the parameters; before the {@link Epoch}, and not in {@code metrics.jsonl}.
     *
     * @param values by the name of the layer and of what it is
     */
    record Parameters(Map<String, float[]> values) implements TrainingEvent {}

    /**
     * A checkpoint that is complete; not in {@code metrics.jsonl}, which it holds.
     *
     * @param name of its directory
     */
    record Checkpoint(String name) implements TrainingEvent {}

    /**
     * The end of the run.
     *
     * @param reason why training ended
     * @param epochs completed
     * @param bestEpoch the epoch of the model that was kept
     * @param testAccuracy of that model
     * @param testLoss of that model
     * @param seconds from the job's start
     */
    record Run(
            String reason,
            int epochs,
            int bestEpoch,
            @Nullable Double validationAccuracy,
            double testAccuracy,
            double testLoss,
            double seconds)
            implements TrainingEvent {}
}
