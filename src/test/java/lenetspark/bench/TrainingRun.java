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
import lenetspark.training.round.RoundStatistics;

/**
 * Metrics and wall-clock time of a run, from which its speed is computed.
 *
 * @param rounds statistics of the rounds; empty if the training master does not report them
 * @param wallSeconds wall-clock time of the whole command
 */
record TrainingRun(
        List<TrainingEvent.Epoch> epochs, List<RoundStatistics> rounds, TrainingEvent.Run end, double wallSeconds) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the {@code metrics.jsonl} of a run. */
    static TrainingRun read(Path metrics, double wallSeconds) throws IOException {
        List<TrainingEvent> events;
        try (Stream<String> lines = Files.lines(metrics)) {
            events = lines.map(TrainingRun::event).toList();
        }
        return new TrainingRun(
                only(TrainingEvent.Epoch.class, events),
                only(TrainingEvent.Round.class, events).stream()
                        .map(TrainingEvent.Round::statistics)
                        .toList(),
                only(TrainingEvent.Run.class, events).get(0),
                wallSeconds);
    }

    /** Returns the run without the first half of its epochs, to measure a JVM that has compiled everything. */
    TrainingRun secondHalf() {
        int half = epochs.size() / 2;
        return new TrainingRun(
                epochs.stream().filter(epoch -> epoch.epoch() > half).toList(),
                rounds.stream().filter(round -> round.epoch() > half).toList(),
                end,
                wallSeconds);
    }

    /** Returns the examples per second of the training loop: the median of {@link #warmEpochs}. */
    double loopExamplesPerSecond() {
        return median(warmEpochs(), epoch -> epoch.examplesPerSecond());
    }

    /** Returns the epochs that are measured. */
    List<TrainingEvent.Epoch> warmEpochs() {
        return epochs.stream().filter(epoch -> isWarm(epoch.epoch())).toList();
    }

    /** Returns the trained examples per second of the whole command. */
    double commandExamplesPerSecond() {
        return epochs.stream().mapToLong(TrainingEvent.Epoch::examples).sum() / wallSeconds;
    }

    /** Returns the median of a time of the rounds in milliseconds. */
    double roundMillis(ToDoubleFunction<RoundStatistics> seconds) {
        return 1000
                * median(rounds.stream().filter(round -> isWarm(round.epoch())).toList(), seconds);
    }

    /** Returns the first epoch whose validation accuracy is at least {@code accuracy}. */
    OptionalInt epochsTo(double accuracy) {
        return epochs.stream()
                .filter(epoch -> epoch.validationAccuracy() != null && epoch.validationAccuracy() >= accuracy)
                .mapToInt(TrainingEvent.Epoch::epoch)
                .findFirst();
    }

    /** Returns the seconds spent in rounds until the end of that epoch. */
    OptionalDouble secondsTo(double accuracy) {
        OptionalInt last = epochsTo(accuracy);
        return last.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(epochs.stream()
                        .filter(epoch -> epoch.epoch() <= last.getAsInt())
                        .mapToDouble(TrainingEvent.Epoch::seconds)
                        .sum());
    }

    /**
     * Returns whether an epoch is measured. The first epoch is excluded if there are others, because it includes JIT
     * compilation.
     */
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
