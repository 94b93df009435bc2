package lenetspark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import lenetspark.metrics.TrainingEvent;

/**
 * What a run's metrics and a clock beside it tell of its speed.
 *
 * @param rounds none where the training master does not report them
 * @param wallSeconds of the whole command
 */
record TrainingRun(
        List<TrainingEvent.Epoch> epochs, List<TrainingEvent.Round> rounds, TrainingEvent.Run end, double wallSeconds) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a run's {@code metrics.jsonl}. */
    static TrainingRun read(Path metrics, double wallSeconds) throws IOException {
        List<TrainingEvent> events;
        try (Stream<String> lines = Files.lines(metrics)) {
            events = lines.map(TrainingRun::event).toList();
        }
        return new TrainingRun(
                only(TrainingEvent.Epoch.class, events),
                only(TrainingEvent.Round.class, events),
                only(TrainingEvent.Run.class, events).get(0),
                wallSeconds);
    }

    /** The same run without the first half of its epochs, for what only a JVM that has compiled everything shows. */
    TrainingRun secondHalf() {
        int half = epochs.size() / 2;
        return new TrainingRun(
                epochs.stream().filter(epoch -> epoch.epoch() > half).toList(),
                rounds.stream().filter(round -> round.epoch() > half).toList(),
                end,
                wallSeconds);
    }

    /** Examples per second of the loop: the median of {@link #warmEpochs}. */
    double loopExamplesPerSecond() {
        return median(warmEpochs(), epoch -> epoch.examplesPerSecond());
    }

    /** The epochs that figures are taken of. */
    List<TrainingEvent.Epoch> warmEpochs() {
        return epochs.stream().filter(epoch -> isWarm(epoch.epoch())).toList();
    }

    /** Examples trained per second of the whole command. */
    double commandExamplesPerSecond() {
        return epochs.stream().mapToLong(TrainingEvent.Epoch::examples).sum() / wallSeconds;
    }

    /** The median of a time of the rounds, in milliseconds. */
    double roundMillis(ToDoubleFunction<TrainingEvent.Round> seconds) {
        return 1000
                * median(rounds.stream().filter(round -> isWarm(round.epoch())).toList(), seconds);
    }

    /** The first epoch whose validation accuracy is at least {@code accuracy}. */
    OptionalInt epochsTo(double accuracy) {
        return epochs.stream()
                .filter(epoch -> epoch.validationAccuracy() != null && epoch.validationAccuracy() >= accuracy)
                .mapToInt(TrainingEvent.Epoch::epoch)
                .findFirst();
    }

    /** Seconds spent in rounds to the end of that epoch. */
    OptionalDouble secondsTo(double accuracy) {
        OptionalInt last = epochsTo(accuracy);
        return last.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(epochs.stream()
                        .filter(epoch -> epoch.epoch() <= last.getAsInt())
                        .mapToDouble(TrainingEvent.Epoch::seconds)
                        .sum());
    }

    /** The first epoch compiles and fills caches, and is left out where there is another. */
    private boolean isWarm(int epoch) {
        return epoch > 1 || epochs.size() == 1;
    }

    private static <T> double median(List<T> events, ToDoubleFunction<T> figure) {
        return Spread.of(events, figure).median();
    }

    private static <T> List<T> only(Class<T> type, List<TrainingEvent> events) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static TrainingEvent event(String line) {
        try {
            return JSON.readValue(line, TrainingEvent.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("Not an event: " + line, e);
        }
    }
}
