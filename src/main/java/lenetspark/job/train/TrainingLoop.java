package lenetspark.job.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongToDoubleFunction;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.checkpoint.Progress.Best;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.job.Console;
import lenetspark.job.EngineSelector;
import lenetspark.job.Networks;
import lenetspark.metrics.EventStream;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.metrics.TrainingEvent;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Sha256;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundResult;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** Epoch after epoch: fit, validate, tell, checkpoint, until the last one or a reason to stop. */
final class TrainingLoop implements RoundListener {

    private static final double TENTHS_OF_MILLIS = 1e4;
    private static final double MILLIONTHS = 1e6;

    /**
     * What the loop works on, fixed for the run; {@code learningRate} is that of an update, by the updates before it.
     */
    record Setting(
            int epochs,
            long trainingExamples,
            OptionalInt checkpointEveryRounds,
            PixelScaling scaling,
            List<String> classNames,
            AveragingState averaging,
            RunDirectory run,
            CheckpointStore checkpoints,
            JsonLinesSink metrics,
            EventStream events,
            StoppingRule stopping,
            LongToDoubleFunction learningRate,
            Console console) {}

    /** Evaluates the network on the validation set. */
    interface Validation {
        EvaluationResult of(ModelState state, int epoch);
    }

    /** How training ended; {@code engine} is null where the training master does not tell. */
    record Outcome(
            String reason,
            int epochs,
            int bestEpoch,
            @Nullable Double bestAccuracy,
            @Nullable String engine,
            ModelState best) {}

    private final Setting setting;
    private final Progress start;
    private final @Nullable Validation validation;
    private EpochTotals totals;
    private @Nullable Best best;
    private @Nullable ModelState bestState;
    private Optional<String> stopped = Optional.empty();
    private @Nullable SparkDl4jMultiLayer spark;
    private @Nullable String engine;
    private boolean warnedOfEngine;

    /** A loop that goes on from {@code start}. */
    TrainingLoop(Setting setting, StartPoint start, @Nullable Validation validation) {
        this.setting = setting;
        this.start = start.progress();
        this.totals = new EpochTotals(this.start.partialEpoch());
        this.best = this.start.best();
        this.engine = this.start.engine();
        this.bestState = start.bestState();
        this.validation = validation;
        setting.stopping().resume(this.start.improvement());
    }

    /**
     * Trains to the end; {@code spark}'s network holds the state that {@code start} describes.
     *
     * @param anotherEpoch is called after an epoch's last Spark job when it is probably not the last epoch
     */
    Outcome run(SparkDl4jMultiLayer spark, JavaRDD<DataSet> data, Runnable anotherEpoch) {
        this.spark = spark;
        int epoch = start.epoch();
        if (start.round() == 0 && best != null && validation != null) {
            // A run that had its reason to end when it died does not train on.
            stopped = setting.stopping().reached(epoch, best.accuracy());
        }
        while (epoch < setting.epochs() && stopped.isEmpty()) {
            long began = System.nanoTime();
            spark.fit(data);
            if (stopped.isPresent()) {
                break;
            }
            epoch++;
            if (totals.sums().examples() == 0) {
                addUnreportedEpoch(spark.getScore(), setting.trainingExamples(), (System.nanoTime() - began) / 1e9);
            }
            finishEpoch(epoch, ModelState.of(spark.getNetwork()), anotherEpoch);
        }
        ModelState last = ModelState.of(spark.getNetwork());
        Best kept = best;
        return new Outcome(
                stopped.orElse("all epochs trained"),
                epoch,
                kept == null ? epoch : kept.epoch(),
                kept == null || Double.isNaN(kept.accuracy()) ? null : kept.accuracy(),
                engine,
                bestState == null ? last : bestState);
    }

    /** The stock training master reports no rounds: its epoch is one block of time. */
    private void addUnreportedEpoch(double loss, long examples, double seconds) {
        totals = new EpochTotals(new PartialEpoch(examples, -1, loss * examples, seconds, 0, 0));
    }

    @Override
    public Next roundDone(RoundResult result, ModelState state) {
        totals.add(result);
        setting.averaging().roundDone(state, result.steps());
        noteEngine(result.engines());
        setting.events()
                .publish(new TrainingEvent.Round(
                        result.epoch() + 1,
                        result.round() + 1,
                        result.rounds(),
                        state.iteration(),
                        result.replicas(),
                        result.examples(),
                        result.loss(),
                        result.averagedBytes(),
                        result.accuracy().isPresent() ? result.accuracy().getAsDouble() : null,
                        result.examples() / result.seconds(),
                        result.computeSeconds(),
                        result.averagingSeconds(),
                        result.waitingSeconds(),
                        setting.learningRate().applyAsDouble(state.iteration() - 1),
                        rounded(result.replicaSeconds(), TENTHS_OF_MILLIS),
                        rounded(result.divergence(), MILLIONTHS)));
        boolean last = result.round() + 1 == result.rounds();
        if (last) {
            return Next.CONTINUE;
        }
        stopped = setting.stopping().timeIsUp();
        boolean due = setting.checkpointEveryRounds().isPresent()
                && (result.round() + 1) % setting.checkpointEveryRounds().getAsInt() == 0;
        if (due || stopped.isPresent()) {
            checkpoint(result.epoch(), result.round() + 1, state);
        }
        return stopped.isPresent() ? Next.STOP : Next.CONTINUE;
    }

    private static List<Double> rounded(List<Double> values, double unit) {
        return values.stream().map(value -> Math.round(value * unit) / unit).toList();
    }

    /** Remembers what computes, and warns once where that will not repeat to the bit. */
    private void noteEngine(List<String> engines) {
        String current = String.join(" and ", engines);
        if (engine == null) {
            engine = current;
        }
        if (!warnedOfEngine && (engines.size() > 1 || !current.equals(engine))) {
            warnedOfEngine = true;
            setting.console()
                    .warn(
                            engines.size() > 1
                                    ? EngineSelector.mixed(engines)
                                    : "the checkpoint was made by " + engine + ", this machine computes by " + current
                                            + ": the result will not be the same to the bit");
        }
    }

    private void finishEpoch(int epoch, ModelState state, Runnable anotherEpoch) {
        Candidate parameters = candidate(epoch, state, false);
        Candidate average = setting.averaging()
                .averageOf(state)
                .map(averaged -> candidate(epoch, averaged, true))
                .orElse(null);
        if (epoch < setting.epochs()) {
            anotherEpoch.run();
        }
        setting.events().publish(new TrainingEvent.Parameters(Networks.parametersByLayer(network())));
        setting.events()
                .publish(new TrainingEvent.Epoch(
                        epoch,
                        setting.epochs(),
                        state.iteration(),
                        totals.sums().examples(),
                        totals.loss(),
                        totals.accuracy(),
                        parameters.loss(),
                        parameters.accuracy(),
                        average == null ? null : average.loss(),
                        average == null ? null : average.accuracy(),
                        totals.sums().examples() / totals.seconds(),
                        totals.seconds(),
                        totals.sums().computeSeconds(),
                        totals.sums().averagingSeconds(),
                        totals.sums().waitingSeconds()));
        totals = new EpochTotals(PartialEpoch.NONE);
        Candidate better = average != null && average.beats(parameters) ? average : parameters;
        if (better.validated() != null) {
            setting.stopping()
                    .validated(
                            epoch,
                            better.validated().accuracy(),
                            better.validated().loss());
        }
        keepIfBest(epoch, better);
        checkpoint(epoch, 0, state);
        Best kept = best;
        if (validation != null && kept != null) {
            stopped = setting.stopping().afterEpoch(epoch, kept.accuracy());
        } else {
            stopped = setting.stopping().timeIsUp();
        }
    }

    /** What may become the model: the parameters after an epoch, or their moving average; null where not validated. */
    private record Candidate(ModelState state, @Nullable EvaluationResult validated, boolean ofAverage) {

        @Nullable Double accuracy() {
            return validated == null ? null : validated.accuracy();
        }

        @Nullable Double loss() {
            return validated == null ? null : validated.loss();
        }

        /** Whether it is more accurate, or as accurate with less loss; always where nothing can be compared. */
        boolean beats(Candidate other) {
            return validated == null
                    || other.validated == null
                    || validated.accuracy() > other.validated.accuracy()
                    || validated.accuracy() == other.validated.accuracy() && validated.loss() < other.validated.loss();
        }
    }

    private Candidate candidate(int epoch, ModelState state, boolean ofAverage) {
        return new Candidate(state, validation == null ? null : validation.of(state, epoch), ofAverage);
    }

    /** Without a validation set the newest counts as the best. */
    private void keepIfBest(int epoch, Candidate candidate) {
        double accuracy = candidate.validated() == null
                ? Double.NaN
                : candidate.validated().accuracy();
        double loss = candidate.validated() == null
                ? Double.NaN
                : candidate.validated().loss();
        if (best != null && !best.isBeatenBy(accuracy, loss)) {
            return;
        }
        byte[] model = model(candidate.state());
        best = new Best(epoch, accuracy, loss, Progress.nameOf(epoch, 0), candidate.ofAverage(), Sha256.of(model));
        bestState = candidate.state();
        try {
            setting.run().writeModel(model);
        } catch (IOException e) {
            setting.console().warn("the model could not be written, trying again later: " + e.getMessage());
        }
    }

    private byte[] model(ModelState state) {
        MultiLayerNetwork network = network().clone();
        state.copyTo(network);
        return new ModelArchive(network, setting.scaling(), setting.classNames()).toBytes();
    }

    private void checkpoint(int epoch, int round, ModelState state) {
        setting.events().flush();
        Progress progress = new Progress(
                start.settings(),
                engine,
                epoch,
                round,
                state.iteration(),
                totals.sums(),
                best,
                setting.stopping().improvement(),
                setting.metrics().lines());
        try {
            ModelArchive archive = new ModelArchive(
                    network(), setting.scaling(), setting.averaging().vectors(), setting.classNames());
            setting.checkpoints().save(progress, archive::writeTo);
            setting.events().publish(new TrainingEvent.Checkpoint(Progress.nameOf(epoch, round)));
        } catch (IOException e) {
            setting.console().warn("the checkpoint could not be written, trying again at the next: " + e.getMessage());
        }
    }

    private MultiLayerNetwork network() {
        if (spark == null) {
            throw new IllegalStateException("The loop is not running");
        }
        return spark.getNetwork();
    }
}
