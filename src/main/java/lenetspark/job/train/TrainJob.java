package lenetspark.job.train;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.config.Averaging;
import lenetspark.config.OutputMode;
import lenetspark.config.ScheduleConfig.Schedule;
import lenetspark.config.TrainConfig;
import lenetspark.evaluation.Evaluator;
import lenetspark.job.Console;
import lenetspark.job.EngineSelector;
import lenetspark.job.Job;
import lenetspark.job.SparkContexts;
import lenetspark.job.UriResolver;
import lenetspark.memory.MemoryNeed;
import lenetspark.memory.Preflight;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.recipe.Recipe;
import lenetspark.report.ReportWriter;
import lenetspark.run.OutputException;
import lenetspark.run.RunDirectory;
import lenetspark.run.RunLock;
import lenetspark.spark.JobCancellation;
import lenetspark.training.StockAveraging;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.replica.Engine;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.ShardedData;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundResult;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/** Trains, from data to the model in the run directory. */
public final class TrainJob implements Job {

    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TrainConfig config;
    private final Recipe recipe;
    private final Console console;
    private final RunLock.Time time;
    private final long began = System.nanoTime();

    public TrainJob(TrainConfig config, Console console) {
        this(config, console, RunLock.Time.SYSTEM);
    }

    /** With another clock for the lock of the run directory. */
    public TrainJob(TrainConfig config, Console console, RunLock.Time time) {
        this.config = config;
        this.recipe = new Recipe(config);
        this.console = console;
        this.time = time;
    }

    @Override
    public void run() {
        try (JavaSparkContext context = SparkContexts.connect("LeNetJob train")) {
            train(context);
        }
    }

    /** Trains on a cluster that stays connected. */
    void train(JavaSparkContext context) {
        Preflight.requireNativeLibrary();
        RunDirectory run = UriResolver.output(outputUri(), context.hadoopConfiguration());
        RunLock.refuseIfHeldHere(run.root(), time);
        run.requireUsable(config.outputMode());
        TrainingData data = TrainingData.open(config, context);
        recipe.requireCountable(data.largestShard());
        MultiLayerNetwork network = recipe.network(data.dataset().classNames().size());
        Engine engine = EngineSelector.choose(config.engine(), network.getLayerWiseConfigurations(), console);
        run.create();
        // The lock is deleted last, so that no other job writes before this one has finished writing.
        try (StopRequest signal = StopRequest.listen(console);
                RunLock lock = RunLock.acquire(
                        run.root(), context.sc().applicationId(), time, console::warn, signal::isReceived);
                StragglerListener watcher = StragglerListener.start(context.sc(), console::warn)) {
            signal.runBegins();
            run.requireUsable(config.outputMode());
            RunDirectory owned = new RunDirectory(lock.directory());
            if (config.outputMode() == OutputMode.OVERWRITE) {
                owned.clear(lock.names());
            }
            train(new Place(owned, lock, signal, watcher), data, engine, network);
        } catch (RunLock.StoppedException e) {
            // Whoever sent the signal knows, and the signal's handler has said it.
        } finally {
            data.dataset().release();
        }
    }

    /** Where the run writes, and what may keep it from that. */
    private record Place(RunDirectory run, RunLock lock, StopRequest signal, StragglerListener watcher) {

        /** Ends a run that has lost its directory after the round, not only when it writes next. */
        RoundListener guard(RoundListener listener) {
            return new RoundListener() {
                @Override
                public void roundBegins(int epoch, int round, int rounds, int replicas) {
                    watcher.roundBegan(epoch, round, rounds, replicas);
                }

                @Override
                public void replicaDone(int epoch, int round, int partition) {
                    watcher.replicaDone(epoch, round, partition);
                }

                @Override
                public Next roundDone(RoundResult result, ModelState state) {
                    watcher.roundEnded();
                    lock.requireHeld();
                    return listener.roundDone(result, state);
                }
            };
        }
    }

    private void train(Place place, TrainingData data, Engine engine, MultiLayerNetwork network) {
        RunDirectory run = place.run();
        PreviousRun before =
                new PreviousRun(config.outputMode() == OutputMode.RESUME ? run.record() : MissingNode.getInstance());
        CheckpointStore checkpoints =
                new CheckpointStore(run.checkpoints(), config.checkpoint().keepLast(), console::warn, before.id());
        Optional<StartPoint> unfinished = start(checkpoints, network, data, place, before);
        if (unfinished.isEmpty()) {
            announceFinished(before, run);
            return;
        }
        StartPoint from = unfinished.get();
        RunRecord record = RunRecord.starting(checkpoints.run(), config, engine.name(), data);
        announce(record, data, run);
        JsonLinesSink metrics = run.metrics(from.progress().metrics());
        run.writeJson(RunDirectory.RECORD, record);
        Preflight.check(data.context(), need(data, from.network()), console::warn);
        try (Evaluator evaluator = new Evaluator(
                        data.context(), engine, from.network().getLayerWiseConfigurations(), data.transform());
                ShardedData validation = data.validation();
                RunEvents events = RunEvents.open(config, run, record, metrics, console)) {
            AveragingState averaging = AveragingState.of(config, from);
            TrainingLoop loop = new TrainingLoop(
                    new TrainingLoop.Setting(
                            config.epochs(),
                            data.split().train().size(),
                            config.checkpoint().everyRounds(),
                            data.scaling(),
                            data.dataset().classNames(),
                            averaging,
                            run,
                            checkpoints,
                            metrics,
                            events.stream(),
                            new StoppingRule(config.stopping(), place.signal()::reason, System::nanoTime),
                            recipe.learningRate(data.largestShard()),
                            console),
                    from,
                    config.validationSize() == 0
                            ? null
                            : (state, epoch) -> evaluator.evaluate(state, validation, "epoch " + epoch + ": validate"));
            try {
                TrainingLoop.Outcome outcome = fit(loop, place.guard(loop), data, engine, averaging, from);
                RunFinalizer end = new RunFinalizer(run, record, events.stream(), console, began);
                if (outcome.reason().equals(StopRequest.REASON)) {
                    events.interrupted();
                    end.leave(outcome);
                } else {
                    end.finish(outcome, data, evaluator, from.network());
                }
            } catch (Exception e) {
                Optional<String> cancellation = JobCancellation.in(e);
                if (cancellation.isEmpty()) {
                    throw e;
                }
                events.interrupted();
                throw new TrainingCancelledException(cancellation.get(), e);
            }
        }
    }

    private MemoryNeed need(TrainingData data, MultiLayerNetwork network) {
        return new MemoryNeed(
                data.bytes(),
                ModelState.of(network).bytes(),
                data.replicas(),
                WeightedAveragingTrainingMaster.statesAtDriver(
                        data.replicas(), config.averaging().aggregationDepth()),
                WeightedAveragingTrainingMaster.statesAtDriver(data.replicas(), OptionalInt.of(2)));
    }

    private String outputUri() {
        return config.output().orElseGet(() -> "runs/" + RUN_TIME.format(Instant.now()) + "-" + config.seed());
    }

    private void announce(RunRecord record, TrainingData data, RunDirectory run) {
        console.progress(String.format(
                Locale.ROOT,
                "LeNet-5, %,d parameters, engine %s, %d replicas on Spark %s",
                record.parameters(),
                record.engine().toLowerCase(Locale.ROOT),
                data.replicas(),
                data.context().master()));
        console.progress("data " + data);
        console.progress("run  " + run.uri());
    }

    /** Where the run begins; empty if there is nothing left to train or to write. */
    private Optional<StartPoint> start(
            CheckpointStore checkpoints,
            MultiLayerNetwork network,
            TrainingData data,
            Place place,
            PreviousRun before) {
        Map<String, String> settings =
                RunSettings.resumable(config, data.found(), data.dataset().digests());
        if (config.outputMode() != OutputMode.RESUME) {
            return Optional.of(StartPoint.fresh(network, settings));
        }
        RunDirectory run = place.run();
        Optional<StartPoint> found = StartPoint.from(checkpoints, settings, run, console);
        boolean complete = before.isTested() && run.hasOutputs(before.modelSha256());
        if (found.isEmpty()) {
            if (complete && before.changed(RunSettings.of(config, data.found())).isEmpty()) {
                return Optional.empty();
            }
            startFromTheBeginning(place, before, data);
            return Optional.of(StartPoint.fresh(network, settings));
        }
        StartPoint from = found.get();
        if (complete && before.epochs() == from.progress().epoch() && isTrained(from.progress())) {
            return Optional.empty();
        }
        String epochs = from.progress().settings().get(RunSettings.EPOCHS);
        if (config.optimizer().schedule().schedule() == Schedule.COSINE
                && !String.valueOf(config.epochs()).equals(epochs)) {
            console.warn(
                    "the cosine schedule now ends after epoch %d instead of %s: not the run that %d epochs would have been"
                            .formatted(config.epochs(), epochs, config.epochs()));
        }
        return Optional.of(new StartPoint(
                from.progress().withSettings(settings), from.network(), from.vectors(), from.bestState()));
    }

    /** So that one command, with {@code --resume}, serves a run's first start and all others. */
    private void startFromTheBeginning(Place place, PreviousRun before, TrainingData data) {
        RunDirectory run = place.run();
        if (before.isTested()) {
            throw new OutputException(run.uri()
                    + ": has the result of a run but no checkpoint to go on from; start again with --overwrite");
        }
        console.progress(run.uri() + ": has no complete checkpoint yet: starting from the beginning");
        Set<String> changed = before.changed(RunSettings.of(config, data.found()));
        if (!changed.isEmpty()) {
            console.warn("%s: was begun with other settings (%s) and made no checkpoint: starting with the new ones"
                    .formatted(run.uri(), String.join(", ", changed)));
        }
        run.clear(place.lock().names());
    }

    private boolean isTrained(Progress progress) {
        if (progress.round() != 0) {
            return false;
        }
        if (progress.epoch() >= config.epochs()) {
            return true;
        }
        Progress.Best best = progress.best();
        StoppingRule stopping = new StoppingRule(config.stopping(), Optional::empty, System::nanoTime);
        stopping.resume(progress.improvement());
        return config.validationSize() > 0
                && best != null
                && stopping.reached(progress.epoch(), best.accuracy()).isPresent();
    }

    private void announceFinished(PreviousRun before, RunDirectory run) {
        console.print(run.uri() + ": " + before);
        if (config.tracking().report()) {
            // A run writes its report last: one that died after writing its result has no final report.
            try {
                new ReportWriter(Clock.systemUTC(), console::warn)
                        .write(List.of(run.root()), run.root().child(ReportWriter.DIRECTORY));
            } catch (IOException e) {
                console.warn("the report could not be written: " + e.getMessage());
            }
        }
    }

    private TrainingLoop.Outcome fit(
            TrainingLoop loop,
            RoundListener listener,
            TrainingData data,
            Engine engine,
            AveragingState averaging,
            StartPoint from) {
        if (config.averaging().rule() == Averaging.DL4J) {
            return fitWithStockMaster(loop, data, from);
        }
        try (WeightedAveragingTrainingMaster master = recipe.master(data.largestShard())
                .engine(engine)
                .averagingRule(averaging.rule())
                .inputTransform(data.transform())
                .firstRound(from.progress().round())
                .roundListener(listener)
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(data.context(), from.network(), master);
            return loop.run(spark, data.training(), () -> master.prepareEpoch(spark));
        }
    }

    private TrainingLoop.Outcome fitWithStockMaster(TrainingLoop loop, TrainingData data, StartPoint from) {
        if (config.optimizer().schedule().schedule() != Schedule.CONSTANT) {
            console.warn("averaging dl4j has a constant learning rate: schedule "
                    + config.optimizer().schedule().schedule() + " has no effect");
        }
        JavaRDD<DataSet> minibatches =
                StockAveraging.minibatches(data.training(), config.batchSize(), data.transform());
        SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(
                data.context(),
                from.network(),
                StockAveraging.master(
                        data.replicas(), config.batchSize(), config.averaging().frequency(), config.seed()));
        return loop.run(spark, minibatches, () -> {});
    }
}
