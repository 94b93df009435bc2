package lenetspark.job.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.checkpoint.Progress.Best;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.job.Console;
import lenetspark.job.Networks;
import lenetspark.metrics.EventStream;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.metrics.TrainingEvent;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.recipe.EngineMonitor;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Sha256;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundResult;
import lenetspark.training.round.RoundStatistics;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** Trains epoch by epoch: fit, validate, publish events and write a checkpoint, until the last epoch or a reason to stop. */
final class TrainingLoop implements RoundListener {

    /**
     * Settings of the loop, fixed for the run.
     *
     * @param trainingExamples size of the training set
     */
    record Settings(
            int epochs,
            long trainingExamples,
            OptionalInt checkpointEveryRounds,
            PixelScaling scaling,
            List<String> classNames) {}

    /** Outputs that the loop writes to. */
    record Outputs(
            RunDirectory run,
            CheckpointStore checkpoints,
            JsonLinesSink metrics,
            EventStream events,
            Console console) {}

    /** Evaluates the network on the validation set. */
    interface Validation {
        EvaluationResult of(ModelState state, int epoch);
    }

    /**
     * Result of training.
     *
     * @param engine null if the training master does not report its engine
     * @param best state of the best epoch
     */
    record Outcome(
            String reason,
            int epochs,
            int bestEpoch,
            @Nullable Double bestAccuracy,
            @Nullable String engine,
            ModelState best) {}

    private final Settings settings;
    private final Outputs outputs;
    private final AveragingState averaging;
    private final StoppingRule stopping;
    private final Progress start;
    private final @Nullable Validation validation;
    private final EngineMonitor engines;
    private EpochTotals totals;
    private @Nullable Best best;
    private @Nullable ModelState bestState;
    private Optional<String> stopReason = Optional.empty();
    private @Nullable SparkDl4jMultiLayer spark;

    /** Creates a loop that continues from {@code start}; without a validation the newest epoch counts as the best. */
    TrainingLoop(
            Settings settings,
            Outputs outputs,
            AveragingState averaging,
            StoppingRule stopping,
            StartPoint start,
            @Nullable Validation validation) {
        this.settings = settings;
        this.outputs = outputs;
        this.averaging = averaging;
        this.stopping = stopping;
        this.start = start.progress();
        this.totals = new EpochTotals(this.start.partialEpoch());
        this.best = this.start.best();
        this.engines = new EngineMonitor(this.start.engine(), outputs.console()::warn);
        this.bestState = start.bestState();
        this.validation = validation;
        stopping.resume(this.start.improvement());
    }

    /**
     * Trains until the last epoch or a reason to stop. The network of {@code spark} must hold the state of the start point.
     *
     * @param prepareNextEpoch called after the last Spark job of an epoch that is probably not the last one
     */
    Outcome run(SparkDl4jMultiLayer spark, JavaRDD<DataSet> data, Runnable prepareNextEpoch) {
        this.spark = spark;
        int epoch = start.epoch();
        if (start.round() == 0 && best != null && validation != null) {
            // The run died after it had reached a reason to stop, so it must not train another epoch.
            stopReason = stopping.reasonAfterValidation(epoch, best.accuracy());
        }
        while (epoch < settings.epochs() && stopReason.isEmpty()) {
            long startNanos = System.nanoTime();
            spark.fit(data);
            if (stopReason.isPresent()) {
                break;
            }
            epoch++;
            if (totals.sums().examples() == 0) {
                addUnreportedEpoch(
                        spark.getScore(), settings.trainingExamples(), (System.nanoTime() - startNanos) / 1e9);
            }
            finishEpoch(epoch, ModelState.of(spark.getNetwork()), prepareNextEpoch);
        }
        ModelState last = ModelState.of(spark.getNetwork());
        Best bestEpoch = best;
        return new Outcome(
                stopReason.orElse("all epochs trained"),
                epoch,
                bestEpoch == null ? epoch : bestEpoch.epoch(),
                bestEpoch == null || Double.isNaN(bestEpoch.accuracy()) ? null : bestEpoch.accuracy(),
                engines.engine(),
                bestState == null ? last : bestState);
    }

    /** Adds an epoch of the stock training master, which reports no rounds: the whole epoch counts as compute time. */
    private void addUnreportedEpoch(double loss, long examples, double seconds) {
        totals = new EpochTotals(new PartialEpoch(examples, -1, loss * examples, seconds, 0, 0));
    }

    @Override
    public Next roundDone(RoundResult result, ModelState state) {
        totals.add(result);
        averaging.roundDone(state, result.steps());
        engines.roundDone(result.engines());
        RoundStatistics round = result.statistics();
        outputs.events().publish(new TrainingEvent.Round(round));
        if (round.round() == round.rounds()) {
            return Next.CONTINUE;
        }
        stopReason = stopping.reasonAfterRound();
        boolean due = settings.checkpointEveryRounds().isPresent()
                && round.round() % settings.checkpointEveryRounds().getAsInt() == 0;
        if (due || stopReason.isPresent()) {
            checkpoint(round.epoch() - 1, round.round(), state);
        }
        return stopReason.isPresent() ? Next.STOP : Next.CONTINUE;
    }

    private void finishEpoch(int epoch, ModelState state, Runnable prepareNextEpoch) {
        Candidate parameters = candidate(epoch, state, false);
        Candidate average = averaging
                .averageOf(state)
                .map(averaged -> candidate(epoch, averaged, true))
                .orElse(null);
        if (epoch < settings.epochs()) {
            prepareNextEpoch.run();
        }
        outputs.events().publish(new TrainingEvent.Parameters(Networks.parametersByLayer(network())));
        outputs.events()
                .publish(new TrainingEvent.Epoch(
                        epoch,
                        settings.epochs(),
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
        if (better.validation() != null) {
            stopping.recordValidation(
                    epoch, better.validation().accuracy(), better.validation().loss());
        }
        keepIfBest(epoch, better);
        checkpoint(epoch, 0, state);
        Best bestEpoch = best;
        if (validation != null && bestEpoch != null) {
            stopReason = stopping.afterEpoch(epoch, bestEpoch.accuracy());
        } else {
            stopReason = stopping.reasonAfterRound();
        }
    }

    /** Candidate for the model of the run: the parameters after an epoch or their moving average. */
    private record Candidate(ModelState state, @Nullable EvaluationResult validation, boolean ofAverage) {

        @Nullable Double accuracy() {
            return validation == null ? null : validation.accuracy();
        }

        @Nullable Double loss() {
            return validation == null ? null : validation.loss();
        }

        /** Returns whether this candidate has a higher accuracy, or the same with a lower loss; true without validation. */
        boolean beats(Candidate other) {
            return validation == null
                    || other.validation == null
                    || validation.accuracy() > other.validation.accuracy()
                    || validation.accuracy() == other.validation.accuracy()
                            && validation.loss() < other.validation.loss();
        }
    }

    private Candidate candidate(int epoch, ModelState state, boolean ofAverage) {
        return new Candidate(state, validation == null ? null : validation.of(state, epoch), ofAverage);
    }

    /** Keeps the candidate and writes it as the model of the run if it is better than the best epoch so far. */
    private void keepIfBest(int epoch, Candidate candidate) {
        double accuracy = candidate.validation() == null
                ? Double.NaN
                : candidate.validation().accuracy();
        double loss = candidate.validation() == null
                ? Double.NaN
                : candidate.validation().loss();
        if (best != null && !best.isBeatenBy(accuracy, loss)) {
            return;
        }
        byte[] model = model(candidate.state());
        best = new Best(epoch, accuracy, loss, Progress.nameOf(epoch, 0), candidate.ofAverage(), Sha256.of(model));
        bestState = candidate.state();
        try {
            outputs.run().writeModel(model);
        } catch (IOException e) {
            outputs.console().warn("the model could not be written, retrying later: " + e.getMessage());
        }
    }

    private byte[] model(ModelState state) {
        MultiLayerNetwork network = network().clone();
        state.copyTo(network);
        return new ModelArchive(network, settings.scaling(), settings.classNames()).toBytes();
    }

    private void checkpoint(int epoch, int round, ModelState state) {
        outputs.events().flush();
        Progress progress = new Progress(
                start.settings(),
                engines.engine(),
                epoch,
                round,
                state.iteration(),
                totals.sums(),
                best,
                stopping.improvement(),
                outputs.metrics().lines());
        try {
            ModelArchive archive =
                    new ModelArchive(network(), settings.scaling(), averaging.vectors(), settings.classNames());
            outputs.checkpoints().save(progress, archive::writeTo);
            outputs.events().publish(new TrainingEvent.Checkpoint(Progress.nameOf(epoch, round)));
        } catch (IOException e) {
            outputs.console().warn("the checkpoint could not be written, retrying at the next one: " + e.getMessage());
        }
    }

    private MultiLayerNetwork network() {
        if (spark == null) {
            throw new IllegalStateException("The loop is not running");
        }
        return spark.getNetwork();
    }
}
