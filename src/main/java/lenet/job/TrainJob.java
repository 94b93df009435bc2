package lenet.job;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lenet.checkpoint.CheckpointStore;
import lenet.config.Averaging;
import lenet.config.OutputMode;
import lenet.config.TrainConfig;
import lenet.data.MnistDataset;
import lenet.data.Split;
import lenet.metrics.EventStream;
import lenet.metrics.JsonLinesSink;
import lenet.metrics.ProgressConsole;
import lenet.metrics.TrainingEvent;
import lenet.model.LeNet;
import lenet.model.ModelArchive;
import lenet.model.ModelArchive.PixelScaling;
import lenet.storage.Directory;
import lenet.training.Engine;
import lenet.training.EvaluationResult;
import lenet.training.Evaluator;
import lenet.training.ShardedData;
import lenet.training.StockAveraging;
import lenet.training.WeightedAveragingTrainingMaster;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/** Trains, from data to the model in the run directory. */
final class TrainJob implements Job {

    private static final PixelScaling SCALING = new PixelScaling(0, 1);
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
    public void run() throws IOException {
        try (JavaSparkContext context = SparkContexts.connect("LeNetJob train")) {
            MnistDataset dataset = MnistDataset.open(Directory.at(config.data(), context.hadoopConfiguration()));
            Split split = dataset.split(config.validationSize(), config.seed());
            int replicas = config.replicas().orElse(context.defaultParallelism());
            MultiLayerNetwork network = Networks.create(config);
            Engine engine = Engines.choose(config.engine(), network.getLayerWiseConfigurations(), console);
            RunDirectory run = runDirectory(context);
            run.prepare(config.outputMode());
            RunRecord record = RunRecord.starting(config, replicas, engine.name(), dataset, context);
            announce(record, split, dataset, run, context);
            train(context, dataset, split, replicas, network, engine, run, record);
        }
    }

    private RunDirectory runDirectory(JavaSparkContext context) {
        String uri = config.output().orElseGet(() -> "runs/" + RUN_TIME.format(Instant.now()) + "-" + config.seed());
        try {
            return new RunDirectory(Directory.at(uri, context.hadoopConfiguration()));
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    private void announce(
            RunRecord record, Split split, MnistDataset dataset, RunDirectory run, JavaSparkContext context) {
        console.print(String.format(
                Locale.ROOT,
                "LeNet-5, %,d parameters, engine %s, %d replicas on Spark %s",
                LeNet.PARAMETERS,
                record.engine().toLowerCase(Locale.ROOT),
                record.replicas(),
                context.master()));
        console.print(String.format(
                Locale.ROOT,
                "data %s: %,d training, %,d validation and %,d test images",
                dataset.uri(),
                split.train().size(),
                split.validation().size(),
                dataset.testSize()));
        console.print("run  " + run.uri());
    }

    private void train(
            JavaSparkContext context,
            MnistDataset dataset,
            Split split,
            int replicas,
            MultiLayerNetwork network,
            Engine engine,
            RunDirectory run,
            RunRecord record)
            throws IOException {
        Map<String, String> settings = Settings.resumable(config, replicas, dataset);
        CheckpointStore checkpoints =
                new CheckpointStore(run.checkpoints(), config.checkpoint().keepLast(), console::warn);
        Resumption from = config.outputMode() == OutputMode.RESUME
                ? Resumption.from(checkpoints, settings, run.uri())
                : Resumption.fresh(network, settings);
        run.writeJson(RunDirectory.RECORD, record);
        Inputs inputs = new Inputs(dataset, SCALING);
        JsonLinesSink metrics = JsonLinesSink.resume(run.root(), from.progress().metricsLines());
        EventStream events = new EventStream(List.of(metrics, progressConsole()), console::warn);
        try (Evaluator evaluator = new Evaluator(
                        context, engine, from.network().getLayerWiseConfigurations(), inputs.transform());
                ShardedData validation = ShardedData.cache(dataset.ordered(context, split.validation(), replicas))) {
            TrainingLoop loop = new TrainingLoop(
                    new TrainingLoop.Setting(
                            config.epochs(),
                            config.checkpoint().everyRounds(),
                            SCALING,
                            run,
                            checkpoints,
                            metrics,
                            events,
                            new StoppingRule(config.stopping(), System::nanoTime),
                            console),
                    from.progress(),
                    from.bestState(),
                    validation.examples() == 0
                            ? null
                            : (state, epoch) -> evaluator.evaluate(
                                    state, validation, "epoch " + epoch + ": evaluate the validation set"));
            TrainingLoop.Outcome outcome = fit(context, dataset, split, replicas, engine, inputs, from, loop);
            finish(context, dataset, replicas, evaluator, from, outcome, run, record, events);
        }
    }

    private TrainingLoop.Outcome fit(
            JavaSparkContext context,
            MnistDataset dataset,
            Split split,
            int replicas,
            Engine engine,
            Inputs inputs,
            Resumption from,
            TrainingLoop loop) {
        JavaRDD<DataSet> shards = dataset.shards(context, split.train(), replicas, config.seed());
        if (config.averaging() == Averaging.DL4J) {
            TrainingMaster<?, ?> stock =
                    StockAveraging.master(replicas, config.batchSize(), config.averagingFrequency(), config.seed());
            JavaRDD<DataSet> minibatches = StockAveraging.minibatches(shards, config.batchSize(), inputs.transform());
            return loop.run(
                    new SparkDl4jMultiLayer(context, from.network(), stock),
                    minibatches,
                    split.train().size());
        }
        try (WeightedAveragingTrainingMaster master = WeightedAveragingTrainingMaster.builder()
                .engine(engine)
                .batchSize(config.batchSize())
                .averagingFrequency(config.averagingFrequency())
                .seed(config.seed())
                .inputTransform(inputs.transform())
                .firstRound(from.progress().round())
                .roundListener(loop)
                .build()) {
            return loop.run(
                    new SparkDl4jMultiLayer(context, from.network(), master),
                    shards,
                    split.train().size());
        }
    }

    private ProgressConsole progressConsole() {
        ProgressConsole.Medium medium =
                System.console() == null ? ProgressConsole.Medium.LOG : ProgressConsole.Medium.TERMINAL;
        return new ProgressConsole(console.out(), medium, config.epochs(), System::nanoTime);
    }

    private void finish(
            JavaSparkContext context,
            MnistDataset dataset,
            int replicas,
            Evaluator evaluator,
            Resumption from,
            TrainingLoop.Outcome outcome,
            RunDirectory run,
            RunRecord record,
            EventStream events) {
        EvaluationResult test;
        try (ShardedData testData = ShardedData.cache(dataset.ordered(context, dataset.test(), replicas))) {
            test = evaluator.evaluate(outcome.best(), testData, "evaluate the test set");
        }
        outcome.best().copyTo(from.network());
        try {
            run.writeModel(new ModelArchive(from.network(), SCALING));
        } catch (IOException e) {
            throw new OutputException(e);
        }
        run.writeJson(RunDirectory.EVALUATION, EvaluationReport.of(RunDirectory.MODEL, dataset.uri(), test));
        double seconds = (System.nanoTime() - began) / 1e9;
        events.publish(new TrainingEvent.Run(
                outcome.reason(),
                outcome.epochs(),
                outcome.bestEpoch(),
                outcome.bestAccuracy(),
                test.accuracy(),
                test.loss(),
                seconds));
        events.flush();
        run.writeJson(
                RunDirectory.RECORD,
                record.ended(new RunRecord.Result(
                        Instant.now().toString(),
                        outcome.reason(),
                        outcome.engine(),
                        outcome.epochs(),
                        outcome.bestEpoch(),
                        outcome.bestAccuracy(),
                        test.accuracy(),
                        test.loss(),
                        seconds)));
        console.print(String.format(
                Locale.ROOT,
                "test accuracy %.2f %% (%,d of %,d) with the model of epoch %d; %s; %.1f s",
                100 * test.accuracy(),
                test.correct(),
                test.examples(),
                outcome.bestEpoch(),
                outcome.reason(),
                seconds));
        console.print("wrote " + run.uri() + "/" + RunDirectory.MODEL);
    }
}
