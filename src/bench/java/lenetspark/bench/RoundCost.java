package lenetspark.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import lenetspark.cli.LeNetCommand;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.round.RoundStatistics;

/**
 * Trains with increasing numbers of replicas on the cores of this machine and prints the cost of a round beyond the
 * computation, with aggregation on the driver and with partial aggregation on executors.
 */
public final class RoundCost {

    /** Approximate number of rounds per epoch for any number of replicas. */
    private static final int ROUNDS = 20;

    private static final int BATCH_SIZE = 8;
    private static final int TRAINING_EXAMPLES = 55_000;
    private static final int EPOCHS = 3;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private RoundCost() {}

    private record Settings(Path directory, List<Integer> replicas, List<String> common) {
        static Settings of(String[] arguments) {
            return new Settings(
                    Path.of(arguments[0]),
                    Arrays.stream(arguments[1].split(",")).map(Usage::count).toList(),
                    List.of(arguments).subList(2, arguments.length));
        }
    }

    /**
     * Runs the measurement.
     *
     * @param arguments directory; comma-separated numbers of replicas; then the options of all runs
     */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Usage.parse(
                "RoundCost DIRECTORY REPLICAS[,REPLICAS...] [OPTION OF train...], numbers of 1 or more",
                arguments,
                () -> Settings.of(arguments));
        StringBuilder table = new StringBuilder(
                """
                | replicas | depth | MB to the driver | round, ms | computing on the cores, ms | rest, ms | of it adding up on the driver, ms |
                | --: | --: | --: | --: | --: | --: | --: |
                """);
        for (int count : settings.replicas()) {
            for (int depth = 1; depth <= 2; depth++) {
                Path run = settings.directory().resolve("%d-replicas-depth-%d".formatted(count, depth));
                train(run, count, depth, settings.common());
                table.append(row(count, depth, TrainingRun.read(run.resolve("metrics.jsonl"), 0)));
            }
        }
        Files.writeString(settings.directory().resolve("rounds.md"), table);
        System.out.print(table);
    }

    private static void train(Path run, int replicas, int depth, List<String> common) {
        int steps = TRAINING_EXAMPLES / replicas / BATCH_SIZE;
        List<String> command = new ArrayList<>(List.of(
                "train",
                "--output=" + run,
                "--replicas=" + replicas,
                "--aggregation-depth=" + depth,
                "--batch-size=" + BATCH_SIZE,
                "--learning-rate=0.002",
                "--averaging-frequency=" + Math.max(1, steps / ROUNDS),
                "--epochs=" + EPOCHS));
        command.addAll(common);
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false);
        int code = LeNetCommand.run(command.toArray(String[]::new), quiet, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static String row(int replicas, int depth, TrainingRun run) {
        int vectors = WeightedAveragingTrainingMaster.statesAtDriver(replicas, OptionalInt.of(depth));
        double megabytes = run.roundMillis(RoundStatistics::averagedBytes) / 1e9 / replicas * vectors;
        ToDoubleFunction<RoundStatistics> computing = round ->
                round.replicaSeconds().stream().mapToDouble(Double::doubleValue).sum() / Math.min(CORES, replicas);
        return String.format(
                Locale.ROOT,
                "| %d | %d | %.1f | %.0f | %.0f | %.0f | %.1f |%n",
                replicas,
                depth,
                megabytes,
                run.roundMillis(RoundCost::seconds),
                run.roundMillis(computing),
                run.roundMillis(round -> seconds(round) - computing.applyAsDouble(round)),
                run.roundMillis(RoundStatistics::averagingSeconds));
    }

    private static double seconds(RoundStatistics round) {
        return round.computeSeconds() + round.averagingSeconds() + round.waitingSeconds();
    }
}
