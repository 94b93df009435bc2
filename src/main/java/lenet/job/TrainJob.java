package lenet.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import lenet.checkpoint.CheckpointStore;
import lenet.config.Averaging;
import lenet.config.OutputMode;
import lenet.config.Schedule;
import lenet.config.TrainConfig;
import lenet.memory.MemoryNeed;
import lenet.memory.Preflight;
import lenet.metrics.JsonLinesSink;
import lenet.recipe.Recipe;
import lenet.training.Engine;
import lenet.training.Evaluator;
import lenet.training.ModelState;
import lenet.training.RoundListener;
import lenet.training.RoundResult;
import lenet.training.ShardedData;
import lenet.training.StockAveraging;
import lenet.training.WeightedAveragingTrainingMaster;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/** Trains, from data to the model in the run directory. */
final class TrainJob implements Job {

    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TrainConfig config;
    private final Recipe recipe;
    private final Console console;
    private final RunLock.Time time;
    private final long began = System.nanoTime();

    TrainJob(TrainConfig config, Console console) {
        this(config, console, RunLock.Time.SYSTEM);
    }

    /** With another clock for the lock of the run directory. */
    TrainJob(TrainConfig config, Console console, RunLock.Time time) {
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
        RunDirectory run = Storage.output(outputUri(), context.hadoopConfiguration());
        RunLock.refuseIfHeldHere(run.root(), time);
        run.requireUsable(config.outputMode());
        TrainingData data = TrainingData.open(config, context);
        recipe.requireCountable(data.largestShard());
        MultiLayerNetwork network = recipe.network(data.dataset().classNames().size());
        Engine engine = Engines.choose(config.engine(), network.getLayerWiseConfigurations(), console);
        run.create();
        // Nothing may change between the lock's end and the process's.
        try (StopSignal signal = StopSignal.listen(console);
                RunLock lock = RunLock.acquire(run.root(), context.sc().applicationId(), time, console);
                RoundWatcher watcher = RoundWatcher.start(context.sc(), console::warn)) {
            run.requireUsable(config.outputMode());
            run.prepare(config.outputMode());
            train(new Place(run, lock, signal, watcher), data, engine, network);
        } finally {
            data.dataset().release();
        }
    }

    /** Where the run writes, and what may keep it from that. */
    private record Place(RunDirectory run, RunLock lock, StopSignal signal, RoundWatcher watcher) {

        /** Hears of a round only while the run directory is this job's. */
        RoundListener guard(RoundListener listener) {
            return new RoundListener() {
                @Override
                public void roundBegins(int epoch, int round, int rounds, int replicas) {
                    watcher.roundBegan(epoch, round, rounds, replicas);
                }

                @Override
                public void replicaDone(int partition) {
                    watcher.replicaDone(partition);
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
        RunRecord record = RunRecord.starting(config, engine.name(), data);
        announce(record, data, run);
        CheckpointStore checkpoints =
                new CheckpointStore(run.checkpoints(), config.checkpoint().keepLast(), console::warn);
        Resumption from = start(checkpoints, network, data, run);
        JsonLinesSink metrics = run.metrics(from.progress().metrics());
        run.writeJson(RunDirectory.RECORD, record);
        Preflight.check(data.context(), need(data, from.network()), console::warn);
        try (Evaluator evaluator = new Evaluator(
                        data.context(), engine, from.network().getLayerWiseConfigurations(), data.transform());
                ShardedData validation = data.validation();
                RunEvents events = RunEvents.open(config, run, record, metrics, place.lock()::requireHeld, console)) {
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
            TrainingLoop.Outcome outcome = fit(loop, place.guard(loop), data, engine, averaging, from);
            place.lock().requireHeld();
            RunEnd end = new RunEnd(run, record, events.stream(), console, began);
            if (outcome.reason().equals(StopSignal.REASON)) {
                events.interrupted();
                end.leave(outcome);
            } else {
                end.finish(outcome, data, evaluator, from.network());
            }
        }
    }

    private MemoryNeed need(TrainingData data, MultiLayerNetwork network) {
        ModelState state = ModelState.of(network);
        return new MemoryNeed(
                data.bytes(),
                (long) Float.BYTES * (state.parameters().length + state.updaterState().length),
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

    private Resumption start(
            CheckpointStore checkpoints, MultiLayerNetwork network, TrainingData data, RunDirectory run) {
        Map<String, String> settings =
                Settings.resumable(config, data.found(), data.dataset().digests());
        if (config.outputMode() != OutputMode.RESUME) {
            return Resumption.fresh(network, settings);
        }
        Resumption from = Resumption.from(checkpoints, settings, run, console);
        String before = from.progress().settings().get(Settings.EPOCHS);
        if (config.optimizer().schedule().schedule() == Schedule.COSINE
                && !String.valueOf(config.epochs()).equals(before)) {
            console.warn(
                    "the cosine schedule now ends after epoch %d instead of %s: not the run that %d epochs would have been"
                            .formatted(config.epochs(), before, config.epochs()));
        }
        return new Resumption(from.progress().withSettings(settings), from.network(), from.vectors(), from.bestState());
    }

    private TrainingLoop.Outcome fit(
            TrainingLoop loop,
            RoundListener listener,
            TrainingData data,
            Engine engine,
            AveragingState averaging,
            Resumption from) {
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

    private TrainingLoop.Outcome fitWithStockMaster(TrainingLoop loop, TrainingData data, Resumption from) {
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
