package lenet.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lenet.checkpoint.CheckpointStore;
import lenet.config.AugmentConfig;
import lenet.config.Averaging;
import lenet.config.OutputMode;
import lenet.config.Schedule;
import lenet.config.TrainConfig;
import lenet.data.Augmentation;
import lenet.metrics.EventStream;
import lenet.metrics.JsonLinesSink;
import lenet.metrics.ProgressConsole;
import lenet.model.LeNet;
import lenet.training.Engine;
import lenet.training.Evaluator;
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
    private final Console console;
    private final long began = System.nanoTime();

    TrainJob(TrainConfig config, Console console) {
        this.config = config;
        this.console = console;
    }

    @Override
    public void run() {
        try (JavaSparkContext context = SparkContexts.connect("LeNetJob train")) {
            RunDirectory run = Storage.output(outputUri(), context.hadoopConfiguration());
            run.requireUsable(config.outputMode());
            TrainingData data = TrainingData.open(config, context);
            MultiLayerNetwork network = Networks.create(config);
            Engine engine = Engines.choose(config.engine(), network.getLayerWiseConfigurations(), console);
            run.prepare(config.outputMode());
            RunRecord record = RunRecord.starting(config, engine.name(), data);
            announce(record, data, run);
            CheckpointStore checkpoints =
                    new CheckpointStore(run.checkpoints(), config.checkpoint().keepLast(), console::warn);
            Resumption from = start(checkpoints, network, data, run);
            JsonLinesSink metrics = run.metrics(from.progress().metricsLines());
            run.writeJson(RunDirectory.RECORD, record);
            try (Evaluator evaluator = new Evaluator(
                            context, engine, from.network().getLayerWiseConfigurations(), data.transform());
                    ShardedData validation = data.validation()) {
                AveragingState averaging = AveragingState.of(config, from);
                EventStream events = new EventStream(List.of(metrics, progressConsole()), console::warn);
                TrainingLoop loop = new TrainingLoop(
                        new TrainingLoop.Setting(
                                config.epochs(),
                                data.split().train().size(),
                                config.checkpoint().everyRounds(),
                                data.scaling(),
                                averaging,
                                run,
                                checkpoints,
                                metrics,
                                events,
                                new StoppingRule(config.stopping(), System::nanoTime),
                                console),
                        from,
                        config.validationSize() == 0
                                ? null
                                : (state, epoch) ->
                                        evaluator.evaluate(state, validation, "epoch " + epoch + ": validate"));
                TrainingLoop.Outcome outcome = fit(loop, data, engine, averaging, from);
                new RunEnd(run, record, events, console, began).finish(outcome, data, evaluator, from.network());
            }
        }
    }

    private String outputUri() {
        return config.output().orElseGet(() -> "runs/" + RUN_TIME.format(Instant.now()) + "-" + config.seed());
    }

    private void announce(RunRecord record, TrainingData data, RunDirectory run) {
        console.print(String.format(
                Locale.ROOT,
                "LeNet-5, %,d parameters, engine %s, %d replicas on Spark %s",
                LeNet.PARAMETERS,
                record.engine().toLowerCase(Locale.ROOT),
                data.replicas(),
                data.context().master()));
        console.print("data " + data);
        console.print("run  " + run.uri());
    }

    private Resumption start(
            CheckpointStore checkpoints, MultiLayerNetwork network, TrainingData data, RunDirectory run) {
        Map<String, String> settings = Settings.resumable(config, data);
        if (config.outputMode() != OutputMode.RESUME) {
            return Resumption.fresh(network, settings);
        }
        Resumption from = Resumption.from(checkpoints, settings, run.uri());
        String before = from.progress().settings().get(Settings.EPOCHS);
        if (config.optimizer().schedule().schedule() == Schedule.COSINE
                && !String.valueOf(config.epochs()).equals(before)) {
            console.warn(
                    "the cosine schedule now ends after epoch %d instead of %s: not the run that %d epochs would have been"
                            .formatted(config.epochs(), before, config.epochs()));
        }
        return new Resumption(from.progress().withSettings(settings), from.network(), from.vectors(), from.bestState());
    }

    private ProgressConsole progressConsole() {
        ProgressConsole.Medium medium =
                System.console() == null ? ProgressConsole.Medium.LOG : ProgressConsole.Medium.TERMINAL;
        return new ProgressConsole(console.out(), medium, config.epochs(), System::nanoTime);
    }

    private TrainingLoop.Outcome fit(
            TrainingLoop loop, TrainingData data, Engine engine, AveragingState averaging, Resumption from) {
        if (config.averaging().rule() == Averaging.DL4J) {
            return fitWithStockMaster(loop, data, from);
        }
        WeightedAveragingTrainingMaster.Builder builder = WeightedAveragingTrainingMaster.builder();
        augmentation(config.augment()).ifPresent(builder::augmentation);
        Networks.schedule(config, data.largestShard()).ifPresent(builder::learningRate);
        try (WeightedAveragingTrainingMaster master = builder.engine(engine)
                .batchSize(config.batchSize())
                .averagingFrequency(config.averaging().frequency())
                .averagingWarmupRounds(config.averaging().warmupRounds())
                .averagingRule(averaging.rule())
                .labelSmoothing(config.optimizer().labelSmoothing())
                .seed(config.seed())
                .inputTransform(data.transform())
                .firstRound(from.progress().round())
                .roundListener(loop)
                .build()) {
            return loop.run(new SparkDl4jMultiLayer(data.context(), from.network(), master), data.training());
        }
    }

    private static Optional<Augmentation> augmentation(AugmentConfig config) {
        double strength = config.strength();
        return switch (config.augment()) {
            case NONE -> Optional.empty();
            case SHIFT -> Optional.of(Augmentation.shift(strength));
            case AFFINE -> Optional.of(Augmentation.affine(strength));
            case ELASTIC -> Optional.of(Augmentation.elastic(strength));
        };
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
        return loop.run(spark, minibatches);
    }
}
