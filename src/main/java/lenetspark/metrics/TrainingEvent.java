package lenetspark.metrics;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import lenetspark.training.round.RoundStatistics;
import org.jspecify.annotations.Nullable;

/** Event of a run, written as one line of {@code metrics.jsonl}. Epochs and rounds are counted from 1. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainingEvent.Round.class, name = "round"),
    @JsonSubTypes.Type(value = TrainingEvent.Epoch.class, name = "epoch"),
    @JsonSubTypes.Type(value = TrainingEvent.Run.class, name = "run")
})
public sealed interface TrainingEvent {

    /** A round of training and averaging. */
    record Round(@JsonValue RoundStatistics statistics) implements TrainingEvent {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Round {}
    }

    /**
     * An epoch and the validation after it.
     *
     * @param iteration number of updates so far
     * @param examples number of examples trained in the epoch
     * @param loss mean loss of the examples
     * @param trainingAccuracy share of the examples classified correctly, each before the update of its minibatch
     * @param validationLoss validation loss; null without a validation set
     * @param validationAccuracy validation accuracy; null without a validation set
     * @param averageValidationLoss validation loss of the moving average of the parameters; null if none is kept
     * @param averageValidationAccuracy validation accuracy of the moving average of the parameters; null if none is kept
     * @param examplesPerSecond examples per second of the time spent in rounds
     * @param seconds time spent in rounds
     * @param computeSeconds compute time of the slowest replica of each round
     * @param averagingSeconds averaging time on the driver
     * @param waitingSeconds remaining time of the rounds
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
     * Parameters after an epoch. Published before the {@link Epoch}, and not written to {@code metrics.jsonl}.
     *
     * @param values parameters by layer and kind, such as {@code c1/W}
     */
    record Parameters(Map<String, float[]> values) implements TrainingEvent {}

    /**
     * A complete checkpoint. Not written to {@code metrics.jsonl}, because the checkpoint itself contains those lines.
     *
     * @param name name of the directory of the checkpoint
     */
    record Checkpoint(String name) implements TrainingEvent {}

    /**
     * The end of the run.
     *
     * @param reason reason why training ended
     * @param epochs number of completed epochs
     * @param bestEpoch epoch of the model
     * @param testAccuracy test accuracy of the model
     * @param testLoss test loss of the model
     * @param seconds time since the start of the job
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
