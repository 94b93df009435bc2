package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lenetspark.data.Shapes;
import lenetspark.job.CommandRun;
import lenetspark.job.RunFiles;
import lenetspark.ml.LeNetClassifier;
import lenetspark.rounds.TestCluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training during which the process of an executor is killed, for several data formats and ways to send the state. */
class ExecutorLossIT {

    private static final int ROUNDS_BEFORE_THE_KILL = 3;

    private static TestCluster cluster;
    private static Path data;

    private final Path directory;

    ExecutorLossIT(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Static record of lost executors. Spark creates the listener by its class name. */
    public static final class Losses extends SparkListener {
        private static final Queue<String> REASONS = new ConcurrentLinkedQueue<>();

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
            REASONS.add(event.reason());
        }
    }

    @BeforeAll
    static void start(@TempDir Path shared) throws IOException {
        cluster = TestCluster.start(2, 1, shared.resolve("cluster"));
        data = shared;
        Shapes.write(data.resolve("images"), 40, 10);
        try (SparkSession session =
                SparkSession.builder().master("local[1]").config(local()).getOrCreate()) {
            writeParquet(session, data.resolve("parquet/train"), 0, 120);
            writeParquet(session, data.resolve("parquet/test"), 120, 30);
        }
    }

    private static Map<String, Object> local() {
        return Map.of(
                "spark.ui.enabled", "false",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void forget() {
        Losses.REASONS.clear();
    }

    private static Dataset<Row> shapes(SparkSession session, int first, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            String name = Shapes.NAMES.get(i % 3);
            rows.add(RowFactory.create(Shapes.png(name, i), i % 3));
        }
        // No shuffle, which would give the rows another order each time.
        return session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(rows, 2),
                new StructType().add("image", DataTypes.BinaryType).add("label", DataTypes.IntegerType));
    }

    private static void writeParquet(SparkSession session, Path file, int first, int count) {
        shapes(session, first, count).write().parquet(file.toString());
    }

    /** Two replicas run as resident tasks. The state for eleven replicas exceeds 8 MB and is broadcast. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "parquet --replicas=2",
                "images --replicas=2",
                "images --replicas=3 --aggregation-depth=2",
                "images --replicas=11"
            })
    void shouldTrainTheSameModelAfterTheLossOfAnExecutor(String settings) throws Exception {
        RunFiles whole = new RunFiles(directory.resolve("whole"));
        CommandRun local = CommandRun.on("local[2]", arguments(settings, whole.root()));
        assertThat(local.exitCode()).as("%s", local.err()).isZero();
        RunFiles run = new RunFiles(directory.resolve("run"));

        int roundsBefore;
        CommandRun onCluster;
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> kill = threads.submit(() -> killAfterSomeRounds(run));
            onCluster = onCluster(arguments(settings, run.root()));
            roundsBefore = kill.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(onCluster.exitCode()).as("%s", onCluster.err()).isZero();
        assertThat(Losses.REASONS).isNotEmpty();
        assertThat(roundsBefore)
                .isGreaterThanOrEqualTo(ROUNDS_BEFORE_THE_KILL)
                .isLessThan((int) rounds(run) - ROUNDS_BEFORE_THE_KILL);
        whole.requireSameResults(run);
    }

    private static String[] arguments(String settings, Path output) {
        List<String> words = List.of(settings.split(" "));
        return Stream.of(
                        Stream.of("train", "--data=" + data.resolve(words.get(0)), "--output=" + output),
                        words.stream().skip(1),
                        Stream.of(
                                "--validation-size=12",
                                "--epochs=4",
                                "--batch-size=2",
                                "--averaging-frequency=1",
                                "--schedule=constant"))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static CommandRun onCluster(String... arguments) {
        Map<String, String> settings = cluster.settings();
        settings.forEach(System::setProperty);
        System.setProperty("spark.extraListeners", Losses.class.getName());
        try {
            return CommandRun.on(cluster.url(), arguments);
        } finally {
            settings.keySet().forEach(System::clearProperty);
            System.clearProperty("spark.extraListeners");
        }
    }

    /** Returns the number of completed rounds when the executor was dead. */
    private static int killAfterSomeRounds(RunFiles run) throws Exception {
        while (rounds(run) < ROUNDS_BEFORE_THE_KILL) {
            Thread.sleep(10);
        }
        cluster.killOldestExecutor();
        return (int) rounds(run);
    }

    private static long rounds(RunFiles run) throws IOException {
        Path metrics = run.root().resolve("metrics.jsonl");
        if (Files.notExists(metrics)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(metrics)) {
            return lines.filter(line -> line.contains("\"event\":\"round\"")).count();
        }
    }

    @Test
    void shouldFitTheSameModelAfterTheLossOfAnExecutor() throws Exception {
        byte[] whole;
        try (SparkSession session =
                SparkSession.builder().master("local[2]").config(local()).getOrCreate()) {
            whole = fit(session);
        }
        Collection<Throwable> failures = new ConcurrentLinkedQueue<>();
        SparkSession.Builder builder = SparkSession.builder().config(local());
        cluster.settings().forEach(builder::config);
        try (SparkSession session =
                builder.config("spark.extraListeners", Losses.class.getName()).getOrCreate()) {
            session.sparkContext().addSparkListener(new SparkListener() {
                private boolean killed;

                @Override
                public void onJobStart(SparkListenerJobStart start) {
                    String description = start.properties().getProperty("spark.job.description");
                    if (!killed && description != null && description.startsWith("epoch 2 ")) {
                        killed = true;
                        try {
                            cluster.killOldestExecutor();
                        } catch (Exception | AssertionError e) {
                            failures.add(e);
                        }
                    }
                }
            });
            byte[] model = fit(session);

            assertThat(failures).isEmpty();
            assertThat(Losses.REASONS).isNotEmpty();
            assertThat(model).isEqualTo(whole);
        }
    }

    private static byte[] fit(SparkSession session) {
        return new LeNetClassifier()
                .setFeaturesCol("image")
                .setReplicas(2)
                .setEpochs(12)
                .setBatchSize(2)
                .setAveragingFrequency(1)
                .setSeed(7)
                .fit(shapes(session, 0, 120))
                .archive();
    }
}
