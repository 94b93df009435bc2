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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.config.AveragingConfig.Averaging;
import lenetspark.config.InputFormat;
import lenetspark.config.OutputMode;
import lenetspark.config.ScheduleConfig.Schedule;
import lenetspark.config.TrainConfig;
import lenetspark.evaluation.Evaluator;
import lenetspark.job.Console;
import lenetspark.job.DatasetLocator;
import lenetspark.job.Job;
import lenetspark.job.SparkContexts;
import lenetspark.job.UriResolver;
import lenetspark.memory.Preflight;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.recipe.PreparedTraining;
import lenetspark.recipe.TrainingData;
import lenetspark.recipe.TrainingFactory;
import lenetspark.report.ReportWriter;
import lenetspark.run.RunDirectory;
import lenetspark.run.RunLock;
import lenetspark.spark.JobCancellation;
import lenetspark.training.StockAveraging;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.ShardedData;
import lenetspark.training.round.RoundListener;
import lenetspark.training.round.RoundResult;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/** Trains a network on a data set and writes the model, the metrics and the checkpoints to a run directory. */
public final class TrainJob implements Job {

    private static final DateTimeFormatter RUN_NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TrainConfig requested;
    private final Console console;
    private final RunLock.TimeSource time;
    private final UnaryOperator<WeightedAveragingTrainingMaster.Builder> simulation;
    private final long startNanos = System.nanoTime();

    /**
     * Creates a job.
     *
     * @param requested configuration, which may leave values to the data and the cluster
     */
    public TrainJob(TrainConfig requested, Console console) {
        this(requested, console, RunLock.TimeSource.SYSTEM);
    }

    /** Creates a job whose run lock uses another clock. */
    public TrainJob(TrainConfig requested, Console console, RunLock.TimeSource time) {
        this(requested, console, time, UnaryOperator.identity());
    }

    /** Creates a job whose training master is changed before it is built, for simulations. */
    TrainJob(
            TrainConfig requested,
            Console console,
            RunLock.TimeSource time,
            UnaryOperator<WeightedAveragingTrainingMaster.Builder> simulation) {
        this.requested = requested;
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
        directory.requireUsable(requested.outputMode());
        PreparedTraining training = PreparedTraining.of(open(directory, context), console::warn);
        directory.create();
        // The lock is released last, so that no other job can write before this one has finished writing.
        try (StopRequest stopRequest = StopRequest.install(console);
                RunLock lock = RunLock.acquire(
                        directory.root(), context.sc().applicationId(), time, console::warn, stopRequest::isReceived);
                StragglerListener stragglers = StragglerListener.start(context.sc(), console::warn)) {
            stopRequest.runStarted();
            directory.requireUsable(requested.outputMode());
            RunDirectory guarded = new RunDirectory(lock.directory());
            if (requested.outputMode() == OutputMode.OVERWRITE) {
                guarded.clear(lock.fileNames());
            }
            train(new RunContext(guarded, lock, stopRequest, stragglers), training);
        } catch (RunLock.StoppedException e) {
            // StopRequest has already printed a warning about the signal.
        } finally {
            training.data().dataset().release();
        }
    }

    private TrainingData open(RunDirectory directory, JavaSparkContext context) {
        DatasetLocator locator = DatasetLocator.of(requested.data(), requested.dataFormat(), context);
        InputFormat format = locator.format();
        int replicas = TrainingFactory.replicas(requested, context.defaultParallelism());
        Map<String, String> kept = previousRun(directory).chosen(requested, replicas);
        return TrainingData.of(requested, kept, locator.open(format, requested.classes()), format, context);
    }

    /** Returns the run that is resumed, or a run without a record. */
    private PreviousRun previousRun(RunDirectory directory) {
        return new PreviousRun(
                requested.outputMode() == OutputMode.RESUME ? directory.record() : MissingNode.getInstance());
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

    private void train(RunContext run, PreparedTraining training) {
        TrainConfig config = training.data().config();
        RunDirectory directory = run.directory();
        PreviousRun previous = previousRun(directory);
        CheckpointStore checkpoints = new CheckpointStore(
                directory.checkpoints(), config.checkpoint().keepLast(), console::warn, previous.id());
        new StartPointSelector(config, directory, run.lock().fileNames(), console)
                .select(checkpoints, previous, training.data(), training.network())
                .ifPresentOrElse(
                        start -> trainFrom(start, run, checkpoints, training),
                        () -> reportFinished(previous, directory));
    }

    private void trainFrom(StartPoint start, RunContext run, CheckpointStore checkpoints, PreparedTraining training) {
        RunDirectory directory = run.directory();
        TrainingData data = training.data();
        TrainConfig config = data.config();
        RunRecord record = RunRecord.start(checkpoints.run(), training.engine().name(), data);
        printStart(record, data, directory);
        JsonLinesSink metrics = directory.metrics(start.progress().metrics());
        directory.writeJson(RunDirectory.RECORD, record);
        training.checkMemory();
        try (Evaluator evaluator = new Evaluator(
                        data.context(),
                        training.engine(),
                        start.network().getLayerWiseConfigurations(),
                        data.transform());
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
                TrainingLoop.Outcome outcome = fit(loop, run.guard(loop), training, averaging, start);
                if (outcome.reason().equals(StopRequest.REASON)) {
                    events.markInterrupted();
                    finalizer.finishStopped(outcome);
                } else {
                    finalizer.finish(outcome, data.dataset(), data.scaling(), start.network(), state -> {
                        try (ShardedData test = data.test()) {
                            return evaluator.evaluate(state, test, "test");
                        }
                    });
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

    private static TrainingLoop.Settings settings(TrainingData data) {
        TrainConfig config = data.config();
        return new TrainingLoop.Settings(
                config.epochs(),
                data.split().train().size(),
                config.checkpoint().everyRounds(),
                data.scaling(),
                data.dataset().classNames());
    }

    private String outputUri() {
        return requested
                .output()
                .orElseGet(() -> "runs/" + RUN_NAME_TIME.format(Instant.now()) + "-" + requested.seed());
    }

    private void printStart(RunRecord record, TrainingData data, RunDirectory directory) {
        console.progress(String.format(
                Locale.ROOT,
                "LeNet-5, %,d parameters, engine %s, %d replicas on Spark %s",
                record.parameters(),
                record.engine().toLowerCase(Locale.ROOT),
                data.replicas(),
                data.context().master()));
        Map<String, String> chosen = data.chosen();
        if (!chosen.isEmpty()) {
            console.progress("auto "
                    + chosen.entrySet().stream()
                            .map(choice -> choice.getKey() + " " + choice.getValue())
                            .collect(Collectors.joining(", ")));
        }
        console.progress("data " + data);
        console.progress("run  " + directory.uri());
    }

    private void reportFinished(PreviousRun previous, RunDirectory directory) {
        console.print(directory.uri() + ": " + previous);
        if (requested.tracking().report()) {
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
            PreparedTraining training,
            AveragingState averaging,
            StartPoint start) {
        TrainingData data = training.data();
        if (data.config().averaging().rule() == Averaging.DL4J) {
            return fitWithStockMaster(loop, data, start);
        }
        try (WeightedAveragingTrainingMaster master = simulation
                .apply(training.master(averaging.rule()))
                .firstRound(start.progress().round())
                .roundListener(listener)
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(data.context(), start.network(), master);
            return loop.run(spark, data.training(), () -> master.prepareEpoch(spark));
        }
    }

    private TrainingLoop.Outcome fitWithStockMaster(TrainingLoop loop, TrainingData data, StartPoint start) {
        TrainConfig config = data.config();
        if (config.optimizer().schedule().schedule() != Schedule.CONSTANT) {
            console.warn("averaging dl4j has a constant learning rate: schedule "
                    + config.optimizer().schedule().schedule() + " has no effect");
        }
        JavaRDD<DataSet> minibatches =
                StockAveraging.minibatches(data.training(), config.batchSize().orElseThrow(), data.transform());
        SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(
                data.context(),
                start.network(),
                StockAveraging.master(
                        data.replicas(),
                        config.batchSize().orElseThrow(),
                        config.averaging().frequency().orElseThrow(),
                        config.seed()));
        return loop.run(spark, minibatches, () -> {});
    }
}
