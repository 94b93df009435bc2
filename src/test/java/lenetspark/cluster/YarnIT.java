package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lenetspark.cluster.EventLog.Position;
import lenetspark.cluster.EventLog.TrainingJob;
import lenetspark.job.PackagedJob;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.run.LockOnAStore;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged job started with submit/yarn.sh on YARN, with data and output on HDFS. */
class YarnIT {

    private static final String EXECUTOR = "YarnCoarseGrainedExecutorBackend";

    private static final int ROUNDS_PER_EPOCH = SampleRun.roundsPerEpoch(2, 16);

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
        files.run("-mkdir", "-p", "/events/killed", "/events/cluster-2", "/events/cluster-3");
    }

    @AfterAll
    static void stop() {
        if (hadoop != null) {
            hadoop.close();
        }
    }

    @Test
    void shouldTrainInClientModeWithResidentTasksAsIfNoExecutorHadBeenKilled() throws Exception {
        String[] settings = SampleRun.shortRounds("--replicas=2", "--epochs=10", "--keep-last=1");
        try (SubmittedJob job = submit("client", "/killed", settings)) {
            job.awaitProgress(5);
            job.await(() -> hadoop.processes(EXECUTOR).size() == 2);
            job.awaitMiddleOfEpoch(ROUNDS_PER_EPOCH);
            ProcessHandle victim = hadoop.processes(EXECUTOR).get(0);
            assertThat(victim.destroyForcibly()).isTrue();
            victim.onExit().get(60, TimeUnit.SECONDS);
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        EventLog log = eventsOf("/killed");
        List<TrainingJob> jobs = log.trainingJobs(new Position(11, 1), ROUNDS_PER_EPOCH);
        assertThat(jobs).as("jobs").anyMatch(TrainingJob::lostTask);
        int lastLoss = jobs.lastIndexOf(
                jobs.stream().filter(TrainingJob::lostTask).reduce((a, b) -> b).orElseThrow());
        assertThat(jobs.subList(lastLoss + 1, jobs.size()))
                .as("resident tasks after the loss")
                .anyMatch(job -> job.rounds() >= KilledRun.RESIDENT);
        // HDFS names the only host by its address and YARN by its host name, so Spark only recognizes the
        // same rack.
        assertThat(log.localityOfTasks("read 2 shards of the training set"))
                .hasSize(2)
                .containsOnly("RACK_LOCAL");
        requireSame("/killed", settings);
    }

    /** With a slot for each replica tasks are resident; with fewer slots every round is a Spark job. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldTrainTheSameModelInClusterMode(int replicas) throws Exception {
        String output = "/cluster-" + replicas;
        String[] settings = {"--replicas=" + replicas, "--epochs=2", "--averaging-frequency=1"};
        try (SubmittedJob job = submit("cluster", output, settings)) {
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        int roundsPerEpoch = SampleRun.roundsPerEpoch(replicas, 64);
        List<Integer> rounds = eventsOf(output).trainingJobs(new Position(3, 1), roundsPerEpoch).stream()
                .map(TrainingJob::rounds)
                .toList();
        if (replicas == 2) {
            assertThat(rounds).as("rounds of each job").anyMatch(done -> done >= KilledRun.RESIDENT);
        } else {
            assertThat(rounds)
                    .as("rounds of each job")
                    .hasSizeGreaterThanOrEqualTo(2 * roundsPerEpoch)
                    .allMatch(done -> done <= 1);
        }
        requireSame(output, settings);
    }

    private EventLog eventsOf(String output) throws Exception {
        Path log = directory.resolve("events");
        files.run("-get", "/events" + output, log.toString());
        return new EventLog(log);
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
        List<String> options = new ArrayList<>(EventLog.OPTIONS);
        options.addAll(List.of(
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
                hadoop.fact("filesystem") + "/events" + output,
                "--conf",
                "spark.yarn.jars=local:" + sparkHome + "/jars/*",
                "--conf",
                "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1",
                "--conf",
                "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false"));
        String[] places = {"--data=" + hadoop.fact("filesystem") + "/mnist"};
        return SubmittedJob.start(
                directory.resolve(mode),
                Map.of("HADOOP_CONF_DIR", hadoop.fact("conf")),
                "submit/yarn.sh",
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
