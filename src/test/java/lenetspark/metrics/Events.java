package lenetspark.metrics;

import java.util.List;
import lenetspark.training.round.RoundStatistics;

/** Events for tests. */
final class Events {

    static final TrainingEvent.Round ROUND = new TrainingEvent.Round(new RoundStatistics(
            2,
            3,
            8,
            110,
            4,
            2560,
            0.34567,
            1_480_944,
            0.9123,
            12345.6,
            0.25,
            0.005,
            0.0625,
            0.002,
            List.of(0.25, 0.2, 0.1812, 0.25),
            List.of(0.015625, 0.03125)));
    static final TrainingEvent.Epoch EPOCH = new TrainingEvent.Epoch(
            2, 10, 160, 55_000, 0.23456, 0.95, 0.125, 0.9712, null, null, 4583.333, 12.0, 9.0, 0.6, 2.4);
    static final TrainingEvent.Run RUN =
            new TrainingEvent.Run("all epochs trained", 10, 7, 0.991, 0.9895, 0.03125, 98.5);

    private Events() {}

    static TrainingEvent.Round round(int epoch, int round, int rounds) {
        return new TrainingEvent.Round(new RoundStatistics(
                epoch, round, rounds, 1, 1, 1, 0.5, 0, null, 1, 1, 1, 1, 0.002, List.of(1.0), List.of()));
    }

    static TrainingEvent.Round roundAt(int iteration) {
        return new TrainingEvent.Round(new RoundStatistics(
                1, iteration, 1_000, iteration, 1, 1, 0.5, 0, null, 1, 1, 1, 1, 0.002, List.of(1.0), List.of()));
    }
}
