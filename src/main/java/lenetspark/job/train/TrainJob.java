package lenetspark.job.train;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import lenetspark.checkpoint.CheckpointStore;
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
import lenetspark.recipe.TrainingFactory;
import lenetspark.report.ReportWriter;
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

/** Trains a network on a data set and writes the model, the metrics and the checkpoints to a run directory. */
public final class TrainJob implements Job {

    private static final DateTimeFormatter RUN_NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TrainConfig config;
    private final TrainingFactory factory;
    private final Console console;
    private final RunLock.TimeSource time;
    private final UnaryOperator<WeightedAveragingTrainingMaster.Builder> simulation;
    private final long startNanos = System.nanoTime();

    public TrainJob(TrainConfig config, Console console) {
        this(config, console, RunLock.TimeSource.SYSTEM);
    }

    /** Creates a job whose run lock uses another clock. */
    public TrainJob(TrainConfig config, Console console, RunLock.TimeSource time) {
        this(config, console, time, UnaryOperator.identity());
    }

    /** Creates a job whose training master is changed before it is built, for simulations. */
    TrainJob(
            TrainConfig config,
            Console console,
            RunLock.TimeSource time,
            UnaryOperator<WeightedAveragingTrainingMaster.Builder> simulation) {
        this.config = config;
        this.factory = new TrainingFactory(config);
        this.console = console;
        this.time = time;
        this.simulation = simulation;
    }

    @Override
    public void run() {
        try (JavaSparkContext context = SparkContexts.connect("LeNetJob train")) {
            train(context);
        }
    }

    /** Trains on an existing Spark context and does not close it. */
    void train(JavaSparkContext context) {
        Preflight.requireNativeLibrary();
        RunDirectory directory = UriResolver.output(outputUri(), context.hadoopConfiguration());
        RunLock.refuseIfHeldLocally(directory.root(), time);
        directory.requireUsable(config.outputMode());
        TrainingData data = TrainingData.open(config, context);
        factory.requireCountable(data.largestShard());
        MultiLayerNetwork network = factory.network(data.dataset().classNames().size());
        Engine engine = EngineSelector.choose(config.engine(), network.getLayerWiseConfigurations(), console);
        directory.create();
        // The lock is released last, so that no other job can write before this one has finished writing.
        try (StopRequest stopRequest = StopRequest.install(console);
                RunLock lock = RunLock.acquire(
                        directory.root(), context.sc().applicationId(), time, console::warn, stopRequest::isReceived);
                StragglerListener stragglers = StragglerListener.start(context.sc(), console::warn)) {
            stopRequest.runStarted();
            directory.requireUsable(config.outputMode());
            RunDirectory guarded = new RunDirectory(lock.directory());
            if (config.outputMode() == OutputMode.OVERWRITE) {
                guarded.clear(lock.fileNames());
            }
            train(new RunContext(guarded, lock, stopRequest, stragglers), data, engine, network);
        } catch (RunLock.StoppedException e) {
            // StopRequest has already printed a warning about the signal.
        } finally {
            data.dataset().release();
        }
    }

    /** The run directory of a run that holds its lock, and what is notified of its rounds or can end them. */
    private record RunContext(
            RunDirectory directory, RunLock lock, StopRequest stopRequest, StragglerListener stragglers) {

        /** Returns a listener that ends a run that has lost the lock after the current round, not only at its next write. */
        RoundListener guard(RoundListener listener) {
            return new RoundListener() {
                @Override
                public void roundBegins(int epoch, int round, int rounds, int replicas) {
                    stragglers.roundStarted(epoch, round, rounds, replicas);
                }

                @Override
                public void replicaDone(int epoch, int round, int partition) {
                    stragglers.replicaCompleted(epoch, round, partition);
                }

                @Override
                public Next roundDone(RoundResult result, ModelState state) {
                    stragglers.roundCompleted();
                    lock.requireHeld();
                    return listener.roundDone(result, state);
                }
            };
        }
    }

    private void train(RunContext run, TrainingData data, Engine engine, MultiLayerNetwork network) {
        RunDirectory directory = run.directory();
        PreviousRun previous = new PreviousRun(
                config.outputMode() == OutputMode.RESUME ? directory.record() : MissingNode.getInstance());
        CheckpointStore checkpoints = new CheckpointStore(
                directory.checkpoints(), config.checkpoint().keepLast(), console::warn, previous.id());
        new StartPointSelector(config, directory, run.lock().fileNames(), console)
                .select(checkpoints, previous, data, network)
                .ifPresentOrElse(
                        start -> trainFrom(start, run, checkpoints, data, engine),
                        () -> reportFinished(previous, directory));
    }

    private void trainFrom(
            StartPoint start, RunContext run, CheckpointStore checkpoints, TrainingData data, Engine engine) {
        RunDirectory directory = run.directory();
        RunRecord record = RunRecord.start(checkpoints.run(), config, engine.name(), data);
        printStart(record, data, directory);
        JsonLinesSink metrics = directory.metrics(start.progress().metrics());
        directory.writeJson(RunDirectory.RECORD, record);
        Preflight.check(data.context(), memoryNeed(data, start.network()), console::warn);
        try (Evaluator evaluator = new Evaluator(
                        data.context(), engine, start.network().getLayerWiseConfigurations(), data.transform());
                ShardedData validation = data.validation();
                RunEvents events = RunEvents.open(config, directory, record, metrics, console)) {
            AveragingState averaging = AveragingState.of(config, start);
            TrainingLoop loop = new TrainingLoop(
                    settings(data),
                    new TrainingLoop.Outputs(directory, checkpoints, metrics, events.stream(), console),
                    averaging,
                    new StoppingRule(config.stopping(), run.stopRequest()::reason, System::nanoTime),
                    start,
                    config.validationSize() == 0
                            ? null
                            : (state, epoch) -> evaluator.evaluate(state, validation, "epoch " + epoch + ": validate"));
            RunFinalizer finalizer = new RunFinalizer(directory, record, events.stream(), console, startNanos);
            try {
                TrainingLoop.Outcome outcome = fit(loop, run.guard(loop), data, engine, averaging, start);
                if (outcome.reason().equals(StopRequest.REASON)) {
                    events.markInterrupted();
                    finalizer.finishStopped(outcome);
                } else {
                    finalizer.finish(outcome, data, evaluator, start.network());
                }
            } catch (Exception e) {
                Optional<String> cancellation = JobCancellation.in(e);
                if (cancellation.isEmpty()) {
                    throw e;
                }
                events.markInterrupted();
                throw new TrainingCancelledException(cancellation.get(), e);
            }
        }
    }

    private TrainingLoop.Settings settings(TrainingData data) {
        return new TrainingLoop.Settings(
                config.epochs(),
                data.split().train().size(),
                config.checkpoint().everyRounds(),
                data.scaling(),
                data.dataset().classNames(),
                factory.learningRate(data.largestShard()));
    }

    private MemoryNeed memoryNeed(TrainingData data, MultiLayerNetwork network) {
        return new MemoryNeed(
                data.bytes(),
                ModelState.of(network).bytes(),
                data.replicas(),
                WeightedAveragingTrainingMaster.statesAtDriver(
                        data.replicas(), config.averaging().aggregationDepth()),
                WeightedAveragingTrainingMaster.statesAtDriver(data.replicas(), OptionalInt.of(2)));
    }

    private String outputUri() {
        return config.output().orElseGet(() -> "runs/" + RUN_NAME_TIME.format(Instant.now()) + "-" + config.seed());
    }

    private void printStart(RunRecord record, TrainingData data, RunDirectory directory) {
        console.progress(String.format(
                Locale.ROOT,
                "LeNet-5, %,d parameters, engine %s, %d replicas on Spark %s",
                record.parameters(),
                record.engine().toLowerCase(Locale.ROOT),
                data.replicas(),
                data.context().master()));
        console.progress("data " + data);
        console.progress("run  " + directory.uri());
    }

    private void reportFinished(PreviousRun previous, RunDirectory directory) {
        console.print(directory.uri() + ": " + previous);
        if (config.tracking().report()) {
            // A run writes its report last, so a run that died after it wrote its result has no final report.
            try {
                new ReportWriter(Clock.systemUTC(), console::warn)
                        .write(List.of(directory.root()), directory.root().child(ReportWriter.DIRECTORY));
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
            StartPoint start) {
        if (config.averaging().rule() == Averaging.DL4J) {
            return fitWithStockMaster(loop, data, start);
        }
        try (WeightedAveragingTrainingMaster master = simulation
                .apply(factory.master(data.largestShard()))
                .engine(engine)
                .averagingRule(averaging.rule())
                .inputTransform(data.transform())
                .firstRound(start.progress().round())
                .roundListener(listener)
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(data.context(), start.network(), master);
            return loop.run(spark, data.training(), () -> master.prepareEpoch(spark));
        }
    }

    private TrainingLoop.Outcome fitWithStockMaster(TrainingLoop loop, TrainingData data, StartPoint start) {
        if (config.optimizer().schedule().schedule() != Schedule.CONSTANT) {
            console.warn("averaging dl4j has a constant learning rate: schedule "
                    + config.optimizer().schedule().schedule() + " has no effect");
        }
        JavaRDD<DataSet> minibatches =
                StockAveraging.minibatches(data.training(), config.batchSize(), data.transform());
        SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(
                data.context(),
                start.network(),
                StockAveraging.master(
                        data.replicas(), config.batchSize(), config.averaging().frequency(), config.seed()));
        return loop.run(spark, minibatches, () -> {});
    }
}
