package lenetspark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Writes {@code benchmark.json} and {@code benchmark.md} into a directory of measurements, and prints the latter. */
public final class Report {

    private static final Map<String, String> NAMES = Map.of(
            "simd", "simd",
            "simd-at-once", "simd, on all cores at once",
            "simd-avx2", "simd, UseAVX=2",
            "plain", "plain loops",
            "bare", "simd, without the report",
            "dl4j", "dl4j replicas",
            "stock", "stock DL4J");

    /** The content of {@code benchmark.json}. */
    record Document(Machine machine, Results results) {}

    private final StringBuilder text = new StringBuilder();

    private Report() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Usage.parse(
                "Report DIRECTORY, with the measurements of src/bench/benchmark.sh",
                arguments,
                () -> measured(arguments));
        Measurements measured = Measurements.read(directory);
        Properties start = new Properties();
        try (Reader file = Files.newBufferedReader(directory.resolve("start.properties"))) {
            start.load(file);
        }
        int vectorBits = measured.kernels().get("simd").get(0).vectorBits();
        Machine machine = Machine.here(start, vectorBits);
        Results results = Results.of(measured, machine.cores());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(directory.resolve("benchmark.json").toFile(), new Document(machine, results));
        String table = new Report().markdown(machine, results);
        Files.writeString(directory.resolve("benchmark.md"), table);
        System.out.print(table);
    }

    private static Path measured(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        if (arguments.length != 1 || Files.notExists(directory.resolve("start.properties"))) {
            throw new IllegalArgumentException(arguments[0]);
        }
        return directory;
    }

    private String markdown(Machine machine, Results results) {
        machine(machine);
        kernels(results.kernels());
        training(results.training());
        rounds(results.rounds());
        accuracy(results);
        scaling(results.scaling());
        torch(results.torch());
        return text.toString();
    }

    private void machine(Machine machine) {
        paragraph("%s, %d cores, %d-bit vectors; %s; %s; load average at the start %.2f. Commit %s."
                .formatted(
                        machine.cpu(),
                        machine.cores(),
                        machine.vectorBits(),
                        machine.os(),
                        machine.jdk(),
                        machine.loadAverageAtStart(),
                        machine.commit()));
        paragraph(
                machine.quick()
                        ? "A quick run: these figures are not representative."
                        : "Medians of %d runs of everything in turns [lowest-highest]; a ratio is taken within each run."
                                .formatted(machine.runs()));
    }

    private void kernels(List<Results.KernelRow> rows) {
        heading(
                "Kernels: examples per second of a thread's CPU time, batch 64",
                "",
                "trained",
                "x stock DL4J",
                "predicted",
                "x stock DL4J",
                "FMA peak, GFLOP/s",
                "share, trained",
                "share, predicted");
        for (Results.KernelRow row : rows) {
            row(
                    NAMES.get(row.name()) + (row.name().startsWith("simd") ? ", " + row.vectorBits() + " bits" : ""),
                    number(row.train()),
                    number(row.trainTimesStock()),
                    number(row.predict()),
                    number(row.predictTimesStock()),
                    scaled(row.peakFlops(), 1e-9),
                    percent(row.trainShareOfPeak()),
                    percent(row.predictShareOfPeak()));
        }
    }

    private void training(List<Results.TrainingRow> rows) {
        heading(
                "Training: whole commands on local[*]",
                "",
                "epochs x examples",
                "loop, examples/s",
                "x stock DL4J",
                "whole command, s",
                "examples/s",
                "x stock DL4J");
        for (Results.TrainingRow row : rows) {
            row(
                    NAMES.get(row.name()),
                    String.format(Locale.ROOT, "%d x %,d", row.epochs(), row.examplesPerEpoch()),
                    number(row.loop()),
                    number(row.loopTimesStock()),
                    number(row.wallSeconds()),
                    number(row.command()),
                    number(row.commandTimesStock()));
        }
    }

    private void rounds(List<Results.RoundRow> rows) {
        heading(
                "Rounds of simd",
                "epochs",
                "compute, ms",
                "averaging, ms",
                "waiting, ms",
                "loop / (cores x one thread alone)",
                "loop / all cores at once");
        for (Results.RoundRow row : rows) {
            row(
                    "%d to %d".formatted(row.from(), row.to()),
                    number(row.computeMillis()),
                    number(row.averagingMillis()),
                    number(row.waitingMillis()),
                    percent(row.loopEfficiency()),
                    percent(row.loopEfficiencyAtOnce()));
        }
    }

    private void accuracy(Results results) {
        heading(
                "Time to accuracy: of training alone, until the validation accuracy first reaches it",
                "",
                "validation accuracy",
                "epochs",
                "seconds",
                "test accuracy at the end");
        for (Results.AccuracyRow row : results.accuracy()) {
            Spread epochs = row.epochs();
            Spread seconds = row.seconds();
            row(
                    row.name().equals("torch") ? "PyTorch, same recipe" : row.name(),
                    figure(100 * row.validationAccuracy()) + " %",
                    epochs == null ? "not reached in " + row.epochsTrained() : number(epochs),
                    seconds == null ? "-" : number(seconds),
                    String.format(
                            Locale.ROOT, "%.2f %%", 100 * row.testAccuracy().median()));
        }
    }

    private void scaling(List<Results.ScalingRow> rows) {
        heading("Scaling of simd", "replicas", "loop, examples/s", "speed-up");
        for (Results.ScalingRow row : rows) {
            row(Integer.toString(row.replicas()), number(row.loop()), number(row.speedUp()));
        }
    }

    private void torch(List<Results.TorchRow> rows) {
        if (rows.isEmpty()) {
            text.append('\n');
            paragraph("PyTorch was skipped: python3 cannot import torch.");
            return;
        }
        heading(
                "PyTorch " + rows.get(0).version() + ", batch 64: examples per second",
                "threads",
                "trained, CPU",
                "trained, wall",
                "predicted, CPU",
                "predicted, wall",
                "simd kernels, CPU, x this",
                "simd loop, wall, x this");
        for (Results.TorchRow row : rows) {
            row(
                    Integer.toString(row.threads()),
                    number(row.trainPerCpuSecond()),
                    number(row.trainPerSecond()),
                    number(row.predictPerCpuSecond()),
                    number(row.predictPerSecond()),
                    number(row.simdTimesPerCpuSecond()),
                    number(row.simdTimesPerSecond()));
        }
    }

    private void paragraph(String content) {
        text.append(content).append("\n\n");
    }

    private void heading(String title, String... columns) {
        text.append(text.toString().endsWith("\n\n") ? "" : "\n");
        paragraph("**" + title + "**");
        row(columns);
        List<String> rules = new ArrayList<>(List.of("---"));
        while (rules.size() < columns.length) {
            rules.add("--:");
        }
        row(rules.toArray(String[]::new));
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String percent(Spread spread) {
        return scaled(spread, 100) + " %";
    }

    private static String number(Spread spread) {
        return scaled(spread, 1);
    }

    private static String scaled(Spread spread, double factor) {
        String median = figure(factor * spread.median());
        return spread.min() == spread.max()
                ? median
                : "%s [%s-%s]".formatted(median, figure(factor * spread.min()), figure(factor * spread.max()));
    }

    /** Formats a value with at least three digits. */
    private static String figure(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
