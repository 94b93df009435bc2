package lenetspark.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of an event by the names under which trackers show them; what is not known is left out. */
final class Scalars {

    private final Map<String, Double> values = new LinkedHashMap<>();

    private Scalars() {}

    /** Of a round, an epoch or a run; nothing of other events. */
    static Map<String, Double> of(TrainingEvent event) {
        Scalars scalars = new Scalars();
        if (event instanceof TrainingEvent.Round round) {
            scalars.with("round/loss", round.loss())
                    .with("round/accuracy", round.trainingAccuracy())
                    .with("round/learning_rate", round.learningRate())
                    .with("round/examples_per_second", round.examplesPerSecond())
                    .with("round/compute_seconds", round.computeSeconds())
                    .with("round/averaging_seconds", round.averagingSeconds())
                    .with("round/waiting_seconds", round.waitingSeconds());
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            scalars.with("training/loss", epoch.loss())
                    .with("training/accuracy", epoch.trainingAccuracy())
                    .with("training/examples_per_second", epoch.examplesPerSecond())
                    .with("validation/loss", epoch.validationLoss())
                    .with("validation/accuracy", epoch.validationAccuracy())
                    .with("validation/average_loss", epoch.averageValidationLoss())
                    .with("validation/average_accuracy", epoch.averageValidationAccuracy());
        } else if (event instanceof TrainingEvent.Run run) {
            scalars.with("test/accuracy", run.testAccuracy()).with("test/loss", run.testLoss());
        }
        return scalars.values;
    }

    private Scalars with(String name, @Nullable Double value) {
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }
}
