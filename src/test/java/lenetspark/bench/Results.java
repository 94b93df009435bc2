package lenetspark.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import lenetspark.bench.Measurements.Kernel;
import lenetspark.bench.Measurements.Torch;
import lenetspark.metrics.TrainingEvent;
import lenetspark.training.round.RoundStatistics;
import org.jspecify.annotations.Nullable;

/** Results of a benchmark, computed from its measurements. Rates are in examples per second. */
record Results(
        List<KernelRow> kernels,
        List<TrainingRow> training,
        List<RoundRow> rounds,
        List<AccuracyRow> accuracy,
        List<ScalingRow> scaling,
        List<TorchRow> torch) {

    /** Floating-point operations of the convolutions and dense layers for one example; a multiply-add counts as two. */
    private static final double PREDICTING_FLOP = 833_040;

    /** The gradients need twice as many again, but the first layer needs no gradient of its input. */
    private static final double TRAINING_FLOP = 3 * PREDICTING_FLOP - 235_200;

    private static final List<Double> ACCURACIES = List.of(0.985, 0.99);

    /** Rates of one thread per second of its CPU time. */
    record KernelRow(
            String name,
            int vectorBits,
            Spread train,
            Spread trainTimesStock,
            Spread predict,
            Spread predictTimesStock,
            Spread peakFlops,
            Spread trainShareOfPeak,
            Spread predictShareOfPeak) {}

    /** Rates of whole commands. */
    record TrainingRow(
            String name,
            int epochs,
            long examplesPerEpoch,
            Spread loop,
            Spread loopTimesStock,
            Spread wallSeconds,
            Spread command,
            Spread commandTimesStock) {}

    /**
     * Times of the rounds of epochs {@code from} to {@code to}, and the efficiency of the training loop relative to the
     * kernels: to one thread times the number of cores, and to all cores running at once, which slow each other down.
     */
    record RoundRow(
            int from,
            int to,
            Spread computeMillis,
            Spread averagingMillis,
            Spread waitingMillis,
            Spread loopEfficiency,
            Spread loopEfficiencyAtOnce) {}

    /** Time to an accuracy; null if not every run reached it in {@code epochsTrained} epochs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AccuracyRow(
            String name,
            double validationAccuracy,
            int epochsTrained,
            @Nullable Spread epochs,
            @Nullable Spread seconds,
            Spread testAccuracy) {}

    /** Rate of the training loop with the given number of replicas. */
    record ScalingRow(int replicas, Spread loop, Spread speedUp) {}

    /** Rates of PyTorch and the speedup of simd: of one thread per second of CPU time, and of the loop per second. */
    record TorchRow(
            String version,
            int threads,
            Spread trainPerCpuSecond,
            Spread trainPerSecond,
            Spread predictPerCpuSecond,
            Spread predictPerSecond,
            Spread simdTimesPerCpuSecond,
            Spread simdTimesPerSecond) {}

    /** Computes the results of {@code measured} on a machine with {@code cores} cores. */
    static Results of(Measurements measured, int cores) {
        List<Kernel> kernel = runs(measured.kernels(), "simd");
        List<TrainingRun> simd = runs(measured.training(), "simd");
        return new Results(
                kernels(measured),
                Stream.of("simd", "bare", "dl4j", "stock")
                        .map(name -> training(name, measured))
                        .toList(),
                List.of(
                        rounds(simd, measured, cores),
                        rounds(
                                runs(measured.training(), "long").stream()
                                        .map(TrainingRun::secondHalf)
                                        .toList(),
                                measured,
                                cores)),
                Stream.of("simd", "torch")
                        .filter(measured.training()::containsKey)
                        .flatMap(name -> ACCURACIES.stream()
                                .map(accuracy -> accuracy(name, accuracy, runs(measured.training(), name))))
                        .toList(),
                scaling(measured, simd, cores),
                measured.torch().values().stream()
                        .map(runs -> torch(runs, kernel, simd))
                        .toList());
    }

    private static List<KernelRow> kernels(Measurements measured) {
        List<Kernel> stock = runs(measured.kernels(), "stock");
        ToDoubleFunction<Kernel> train = Kernel::trainPerCpuSecond;
        ToDoubleFunction<Kernel> predict = Kernel::predictPerCpuSecond;
        List<KernelRow> rows = new ArrayList<>();
        measured.kernels()
                .forEach((name, runs) -> rows.add(new KernelRow(
                        name,
                        runs.get(0).vectorBits(),
                        Spread.of(runs, train),
                        Spread.ofRatios(runs, train, stock, train),
                        Spread.of(runs, predict),
                        Spread.ofRatios(runs, predict, stock, predict),
                        Spread.of(runs, Kernel::peakFlops),
                        Spread.of(runs, run -> run.trainPerCpuSecond() * TRAINING_FLOP / run.peakFlops()),
                        Spread.of(runs, run -> run.predictPerCpuSecond() * PREDICTING_FLOP / run.peakFlops()))));
        return rows;
    }

    private static TrainingRow training(String name, Measurements measured) {
        List<TrainingRun> runs = runs(measured.training(), name);
        List<TrainingRun> stock = runs(measured.training(), "stock");
        ToDoubleFunction<TrainingRun> loop = TrainingRun::loopExamplesPerSecond;
        ToDoubleFunction<TrainingRun> command = TrainingRun::commandExamplesPerSecond;
        List<TrainingEvent.Epoch> epochs = runs.get(0).epochs();
        return new TrainingRow(
                name,
                epochs.size(),
                epochs.get(0).examples(),
                Spread.of(runs, loop),
                Spread.ofRatios(runs, loop, stock, loop),
                Spread.of(runs, TrainingRun::wallSeconds),
                Spread.of(runs, command),
                Spread.ofRatios(runs, command, stock, command));
    }

    private static RoundRow rounds(List<TrainingRun> simd, Measurements measured, int cores) {
        List<TrainingEvent.Epoch> epochs = simd.get(0).warmEpochs();
        return new RoundRow(
                epochs.get(0).epoch(),
                epochs.get(epochs.size() - 1).epoch(),
                Spread.of(simd, run -> run.roundMillis(RoundStatistics::computeSeconds)),
                Spread.of(simd, run -> run.roundMillis(RoundStatistics::averagingSeconds)),
                Spread.of(simd, run -> run.roundMillis(RoundStatistics::waitingSeconds)),
                efficiency(simd, runs(measured.kernels(), "simd"), cores),
                efficiency(simd, runs(measured.kernels(), "simd-at-once"), cores));
    }

    private static Spread efficiency(List<TrainingRun> simd, List<Kernel> kernel, int cores) {
        return Spread.ofRatios(
                simd, TrainingRun::loopExamplesPerSecond, kernel, run -> cores * run.trainPerCpuSecond());
    }

    private static AccuracyRow accuracy(String name, double accuracy, List<TrainingRun> runs) {
        boolean reached = runs.stream().allMatch(run -> run.epochsTo(accuracy).isPresent());
        return new AccuracyRow(
                name,
                accuracy,
                runs.get(0).epochs().size(),
                reached ? Spread.of(runs, run -> run.epochsTo(accuracy).getAsInt()) : null,
                reached ? Spread.of(runs, run -> run.secondsTo(accuracy).getAsDouble()) : null,
                Spread.of(runs, run -> run.end().testAccuracy()));
    }

    private static List<ScalingRow> scaling(Measurements measured, List<TrainingRun> simd, int cores) {
        ToDoubleFunction<TrainingRun> loop = TrainingRun::loopExamplesPerSecond;
        List<TrainingRun> single = measured.training().getOrDefault("scaling-1", simd);
        List<ScalingRow> rows = new ArrayList<>();
        for (int replicas = 1; replicas < cores; replicas *= 2) {
            List<TrainingRun> runs = runs(measured.training(), "scaling-" + replicas);
            rows.add(new ScalingRow(replicas, Spread.of(runs, loop), Spread.ofRatios(runs, loop, single, loop)));
        }
        rows.add(new ScalingRow(cores, Spread.of(simd, loop), Spread.ofRatios(simd, loop, single, loop)));
        return rows;
    }

    private static TorchRow torch(List<Torch> runs, List<Kernel> kernel, List<TrainingRun> simd) {
        return new TorchRow(
                runs.get(0).version(),
                runs.get(0).threads(),
                Spread.of(runs, Torch::trainPerCpuSecond),
                Spread.of(runs, Torch::trainPerSecond),
                Spread.of(runs, Torch::predictPerCpuSecond),
                Spread.of(runs, Torch::predictPerSecond),
                Spread.ofRatios(kernel, Kernel::trainPerCpuSecond, runs, Torch::trainPerCpuSecond),
                Spread.ofRatios(simd, TrainingRun::loopExamplesPerSecond, runs, Torch::trainPerSecond));
    }

    private static <T> List<T> runs(Map<String, List<T>> measured, String name) {
        return Objects.requireNonNull(measured.get(name), () -> "Nothing was measured of " + name);
    }
}
