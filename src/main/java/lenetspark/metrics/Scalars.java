package lenetspark.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import lenetspark.training.round.RoundStatistics;
import org.jspecify.annotations.Nullable;

/** Extracts the numbers of an event by their names in trackers. Unknown numbers are omitted. */
final class Scalars {

    private final Map<String, Double> values = new LinkedHashMap<>();

    private Scalars() {}

    /** Returns the numbers of a round, an epoch or a run; empty for other events. */
    static Map<String, Double> of(TrainingEvent event) {
        Scalars scalars = new Scalars();
        if (event instanceof TrainingEvent.Round completed) {
            RoundStatistics round = completed.statistics();
            scalars.add("round/loss", round.loss())
                    .add("round/accuracy", round.trainingAccuracy())
                    .add("round/learning_rate", round.learningRate())
                    .add("round/examples_per_second", round.examplesPerSecond())
                    .add("round/compute_seconds", round.computeSeconds())
                    .add("round/averaging_seconds", round.averagingSeconds())
                    .add("round/waiting_seconds", round.waitingSeconds());
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            scalars.add("training/loss", epoch.loss())
                    .add("training/accuracy", epoch.trainingAccuracy())
                    .add("training/examples_per_second", epoch.examplesPerSecond())
                    .add("validation/loss", epoch.validationLoss())
                    .add("validation/accuracy", epoch.validationAccuracy())
                    .add("validation/average_loss", epoch.averageValidationLoss())
                    .add("validation/average_accuracy", epoch.averageValidationAccuracy());
        } else if (event instanceof TrainingEvent.Run run) {
            scalars.add("test/accuracy", run.testAccuracy()).add("test/loss", run.testLoss());
        }
        return scalars.values;
    }

    private Scalars add(String name, @Nullable Double value) {
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }
}
