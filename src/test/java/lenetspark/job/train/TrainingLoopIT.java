package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.evaluation.Evaluations;
import lenetspark.job.Console;
import lenetspark.job.UriResolver;
import lenetspark.metrics.EventSink;
import lenetspark.metrics.EventStream;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.metrics.TrainingEvent;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.run.RunDirectory;
import lenetspark.training.StockAveraging;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.RoundListener.Next;
import lenetspark.training.round.RoundResult;
import lenetspark.training.round.RoundStatistics;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** The order of the steps of the loop, with rounds that train nothing. */
class TrainingLoopIT {

    private static final int ROUNDS = 3;

    private static JavaSparkContext context;

    private final Path directory;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** The steps in order. */
    private final List<String> steps = new ArrayList<>();

    /** Number of correctly classified examples, of ten validation examples, after each epoch. */
    private final Deque<Integer> correct = new ArrayDeque<>(List.of(5, 6, 7));

    private Optional<String> signal = Optional.empty();

    TrainingLoopIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void connect() {
        context = new JavaSparkContext(new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("loop")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
    }

    @AfterAll
    static void disconnect() {
        context.close();
    }

    /** Reports the rounds of an epoch to the loop, as the training master does, until it stops. */
    private static final class Rounds extends SparkDl4jMultiLayer {
        private final TrainingLoop loop;
        private int epoch;

        Rounds(MultiLayerNetwork network, TrainingLoop loop) {
            super(context, network, StockAveraging.master(1, 1, 1, 1));
            this.loop = loop;
        }

        @Override
        public MultiLayerNetwork fit(JavaRDD<DataSet> data) {
            for (int round = 0; round < ROUNDS; round++) {
                getNetwork().setIterationCount(epoch * ROUNDS + round + 1);
                Next next = loop.roundDone(round(round), ModelState.of(getNetwork()));
                if (next == Next.STOP) {
                    break;
                }
            }
            epoch++;
            return getNetwork();
        }

        private RoundResult round(int round) {
            return new RoundResult(
                    new RoundStatistics(
                            epoch + 1,
                            round + 1,
                            ROUNDS,
                            getNetwork().getIterationCount(),
                            1,
                            10,
                            0.5,
                            8,
                            0.5,
                            10 / 3.0,
                            1,
                            1,
                            1,
                            0.1,
                            List.of(1.0),
                            List.of(0.0)),
                    List.of("test"),
                    1,
                    OptionalLong.of(5));
        }
    }

    private TrainingLoop.Outcome train(int epochs, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--data=x", "--epochs=" + epochs));
        arguments.addAll(List.of(options));
        TrainConfig config = Options.parse(TrainConfig.class, arguments.toArray(String[]::new));
        Console console = new Console(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        RunDirectory run = UriResolver.output(directory.toString(), new Configuration());
        JsonLinesSink metrics = run.metrics(List.of());
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Sgd(0.1), 0, 7)));
        network.init();
        StartPoint start = StartPoint.fresh(network, Map.of());
        TrainingLoop loop = new TrainingLoop(
                new TrainingLoop.Settings(
                        config.epochs(),
                        30,
                        config.checkpoint().everyRounds(),
                        new PixelScaling(0, 1),
                        List.of("0", "1")),
                new TrainingLoop.Outputs(
                        run,
                        new CheckpointStore(run.checkpoints(), 9, console::warn),
                        metrics,
                        new EventStream(List.of(metrics, new Recorder()), console::warn),
                        console),
                AveragingState.of(config, start),
                new StoppingRule(config.stopping(), () -> signal, System::nanoTime),
                start,
                (state, epoch) -> {
                    steps.add("validate " + epoch);
                    return Evaluations.correct(correct.remove());
                });
        return loop.run(new Rounds(network, loop), context.emptyRDD(), () -> steps.add("prepare"));
    }

    private final class Recorder implements EventSink {
        @Override
        public void accept(TrainingEvent event) {
            if (event instanceof TrainingEvent.Round round) {
                steps.add("round " + round.statistics().epoch() + "."
                        + round.statistics().round());
            } else if (event instanceof TrainingEvent.Epoch epoch) {
                steps.add("epoch " + epoch.epoch());
            } else if (event instanceof TrainingEvent.Parameters) {
                steps.add("parameters");
            } else if (event instanceof TrainingEvent.Checkpoint checkpoint) {
                steps.add(checkpoint.name());
            }
        }

        /** At this point the checkpoint is not yet written, and the model is written if it is the best. */
        @Override
        public void flush() {
            steps.add(Files.exists(directory.resolve("model/lenet.zip")) ? "flush with a model" : "flush");
        }
    }

    private String warnings() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldValidatePublishKeepTheModelAndCheckpointInThatOrder() throws IOException {
        TrainingLoop.Outcome outcome = train(2);

        assertThat(steps)
                .containsExactly(
                        "round 1.1",
                        "round 1.2",
                        "round 1.3",
                        "validate 1",
                        "prepare",
                        "parameters",
                        "epoch 1",
                        "flush with a model",
                        "epoch-0001-round-0000",
                        "round 2.1",
                        "round 2.2",
                        "round 2.3",
                        "validate 2",
                        "parameters",
                        "epoch 2",
                        "flush with a model",
                        "epoch-0002-round-0000");
        assertThat(outcome.reason()).isEqualTo("all epochs trained");
        assertThat(outcome.epochs()).isEqualTo(2);
        assertThat(outcome.bestEpoch()).isEqualTo(2);
        assertThat(outcome.bestAccuracy()).isEqualTo(0.6);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void shouldCheckpointBetweenEpochsButNotTwiceAtTheEndOfOne() throws IOException {
        train(1, "--checkpoint-every-rounds=1");

        assertThat(steps)
                .filteredOn(step -> step.startsWith("epoch-"))
                .containsExactly("epoch-0000-round-0001", "epoch-0000-round-0002", "epoch-0001-round-0000");
    }

    @Test
    void shouldStopAfterTheRoundWithACheckpointOnRequest() throws IOException {
        signal = Optional.of("stopped by a signal");

        TrainingLoop.Outcome outcome = train(2);

        assertThat(steps).containsExactly("round 1.1", "flush", "epoch-0000-round-0001");
        assertThat(outcome.reason()).isEqualTo("stopped by a signal");
        assertThat(outcome.epochs()).isZero();
        assertThat(outcome.bestAccuracy()).isNull();
    }

    @Test
    void shouldStopAfterTheEpochThatReachesTheTarget() throws IOException {
        TrainingLoop.Outcome outcome = train(2, "--target-accuracy=0.5");

        assertThat(steps).last().isEqualTo("epoch-0001-round-0000");
        assertThat(outcome.reason()).isEqualTo("target accuracy reached");
        assertThat(outcome.epochs()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheModelOfTheBestEpoch() throws IOException {
        correct.clear();
        correct.addAll(List.of(7, 6));

        TrainingLoop.Outcome outcome = train(2);

        assertThat(outcome.bestEpoch()).isEqualTo(1);
        assertThat(outcome.best().iteration()).isEqualTo(ROUNDS);
        assertThat(outcome.bestAccuracy()).isEqualTo(0.7);
    }

    @Test
    void shouldContinueTrainingWhenACheckpointCannotBeWritten() throws IOException {
        Files.writeString(directory.resolve("checkpoints"), "in the way");

        TrainingLoop.Outcome outcome = train(2);

        assertThat(outcome.reason()).isEqualTo("all epochs trained");
        assertThat(steps).contains("epoch 2").doesNotContain("epoch-0001-round-0000", "epoch-0002-round-0000");
        assertThat(warnings().lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("lenet: warning: the checkpoint could not be written, retrying at the next one: file:"
                        + directory + "/checkpoints/epoch-000"));
    }

    @Test
    void shouldContinueTrainingWhenTheModelCannotBeWritten() throws IOException {
        Files.writeString(directory.resolve("model"), "in the way");

        TrainingLoop.Outcome outcome = train(1);

        assertThat(outcome.reason()).isEqualTo("all epochs trained");
        assertThat(steps).last().isEqualTo("epoch-0001-round-0000");
        assertThat(warnings())
                .startsWith("lenet: warning: the model could not be written, retrying later: file:" + directory
                        + "/model/lenet.zip: cannot be written: ")
                .hasLineCount(1);
    }
}
