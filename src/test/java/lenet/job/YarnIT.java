package lenet.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lenet.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed job by submit/yarn.sh on YARN, with data and output on HDFS. */
class YarnIT {

    private static final String EXECUTOR = "YarnCoarseGrainedExecutorBackend";

    private static String sparkHome = "";
    private static HadoopShell files;
    private static DevServer hadoop;

    private final Path directory;

    YarnIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start(@TempDir Path workspace) throws Exception {
        sparkHome = PackagedJob.sparkHome(workspace, "yarn");
        hadoop = DevServer.start("yarn", workspace);
        files = new HadoopShell(workspace, sparkHome, hadoop.fact("conf"));
        files.run("-put", SampleRun.DATA.toString(), "/mnist");
        files.run("-mkdir", "-p", "/events/client", "/events/cluster");
    }

    @AfterAll
    static void stop() {
        if (hadoop != null) {
            hadoop.close();
        }
    }

    @Test
    void shouldTrainInClientModeAsIfNoExecutorHadBeenKilled() throws Exception {
        String[] settings = SampleRun.shortRounds("--epochs=2", "--keep-last=1");
        try (SubmittedJob job = submit("client", "/killed", settings)) {
            job.awaitProgress(5);
            job.await(() -> hadoop.processes(EXECUTOR).size() == 2);
            ProcessHandle victim = hadoop.processes(EXECUTOR).get(0);
            assertThat(victim.destroyForcibly()).isTrue();
            victim.onExit().get(60, TimeUnit.SECONDS);
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        requireSame("/killed", settings);
        // HDFS calls the only host by its address and YARN by its name, so that Spark knows no more than that the rack
        // is the same.
        assertThat(placesOfTasks("read 3 shards")).hasSize(3).containsOnly("RACK_LOCAL");
    }

    /** How near its data each task of a job was, by the event log. */
    private List<String> placesOfTasks(String job) throws Exception {
        Path log = directory.resolve("events");
        files.run("-get", "/events/client", log.toString());
        List<JsonNode> events = new ArrayList<>();
        try (Stream<Path> logs = Files.list(log)) {
            for (String line : Files.readAllLines(logs.findFirst().orElseThrow())) {
                events.add(new ObjectMapper().readTree(line));
            }
        }
        Set<Integer> stages = events.stream()
                .filter(event ->
                        event.at("/Properties/spark.job.description").asText().equals(job))
                .filter(event -> event.has("Stage Info"))
                .map(event -> event.at("/Stage Info/Stage ID").asInt())
                .collect(Collectors.toSet());
        return events.stream()
                .filter(event -> event.get("Event").asText().equals("SparkListenerTaskEnd"))
                .filter(event -> stages.contains(event.get("Stage ID").asInt()))
                .map(event -> event.at("/Task Info/Locality").asText())
                .toList();
    }

    @Test
    void shouldTrainInClusterModeAsOnOneMachine() throws Exception {
        try (SubmittedJob job = submit("cluster", "/cluster", "--epochs=2")) {
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        requireSame("/cluster", "--epochs=2");
    }

    @Test
    void shouldLockARunDirectoryOnHdfs() throws Exception {
        Configuration configuration = new Configuration();
        configuration.addResource(new org.apache.hadoop.fs.Path(hadoop.fact("conf") + "/core-site.xml"));
        configuration.addResource(new org.apache.hadoop.fs.Path(hadoop.fact("conf") + "/hdfs-site.xml"));

        LockOnAStore lock = new LockOnAStore(Directory.at(hadoop.fact("filesystem") + "/locked", configuration));
        lock.requireOneOwner();
        lock.requireRenewalInPlace();
        lock.requireFence();
        lock.requireOldContentWhenLost();
    }

    private SubmittedJob submit(String mode, String output, String... settings) throws Exception {
        List<String> options = List.of(
                "--deploy-mode",
                mode,
                "--executors",
                "2",
                "--executor-cores",
                "1",
                "--executor-memory",
                "512m",
                "--driver-memory",
                "512m",
                "--event-log",
                hadoop.fact("filesystem") + "/events/" + mode,
                "--conf",
                "spark.eventLog.compress=false",
                "--conf",
                "spark.eventLog.rolling.enabled=false",
                "--conf",
                "spark.yarn.jars=local:" + sparkHome + "/jars/*",
                "--conf",
                "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1",
                "--conf",
                "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false");
        String[] places = {"--data=" + hadoop.fact("filesystem") + "/mnist"};
        return SubmittedJob.start(
                directory.resolve(mode),
                Map.of("HADOOP_CONF_DIR", hadoop.fact("conf")),
                "yarn.sh",
                options,
                SampleRun.arguments(
                        hadoop.fact("filesystem") + output,
                        Stream.of(settings, places).flatMap(Stream::of).toArray(String[]::new)));
    }

    private void requireSame(String output, String... settings) throws Exception {
        files.run("-get", output, directory.resolve("run").toString());
        SampleRun.train(directory.resolve("whole"), settings)
                .requireSameResults(new RunFiles(directory.resolve("run")));
    }
}
