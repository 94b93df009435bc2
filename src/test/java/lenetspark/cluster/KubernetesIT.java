package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lenetspark.cluster.EventLog.TrainingJob;
import lenetspark.job.PackagedJob;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged job started with submit/kubernetes.sh: Spark's client, the pods and Spark's scheduler, on a fake cluster
 * without accounts, images, service names or limits.
 */
class KubernetesIT {

    private static final String EXECUTOR = "KubernetesExecutorBackend";
    private static final String[] SETTINGS = SampleRun.shortRounds("--replicas=2", "--epochs=10", "--keep-last=1");
    private static final int ROUNDS_PER_EPOCH = SampleRun.roundsPerEpoch(2, 16);

    private static DevServer cluster;

    private final Path directory;

    KubernetesIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start(@TempDir Path workspace) throws Exception {
        PackagedJob.sparkHome(workspace, "kubernetes");
        cluster = DevServer.start("kubernetes", workspace);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldTrainInPodsWithResidentTasksAsIfNoExecutorHadBeenKilled() throws Exception {
        Path output = directory.resolve("run");
        EventLog events = new EventLog(Files.createDirectories(directory.resolve("events")));
        Path driver;
        try (SubmittedJob job = submit(output, events)) {
            job.await(() -> pods("-driver").size() == 1);
            driver = pods("-driver").get(0);
            job.awaitProgress(driver.resolve("log"), 5);
            assertThat(cluster.processes(EXECUTOR)).hasSize(2);
            job.awaitMiddleOfEpoch(driver.resolve("log"), ROUNDS_PER_EPOCH);
            assertThat(cluster.processes(EXECUTOR).get(0).destroyForcibly()).isTrue();
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        String log = Files.readString(driver.resolve("log"));
        assertThat(log).contains("wrote file:" + output + "/model/lenet.zip");
        assertThat(pods("-exec-3")).as("the killed one's replacement").hasSize(1);
        List<TrainingJob> jobs = events.trainingJobs(new EventLog.Position(11, 1), ROUNDS_PER_EPOCH);
        assertThat(jobs).as("jobs").anyMatch(TrainingJob::lostTask);
        assertThat(jobs).as("resident tasks").anyMatch(job -> job.rounds() >= KilledRun.RESIDENT);
        SampleRun.train(directory.resolve("whole"), SETTINGS).requireSameResults(new RunFiles(output));

        requirePod(driver);
        requirePod(pods("-exec-1").get(0));
        assertThat(json(driver).at("/spec/serviceAccountName").asText()).isEqualTo("trainer");
        assertThat(json(driver).at("/spec/terminationGracePeriodSeconds").asInt())
                .isEqualTo(75);
    }

    /** Checks the pods: 512 MB of heap and 1 GB of overhead, no root user, one native thread. */
    private static void requirePod(Path pod) throws IOException {
        JsonNode spec = json(pod).get("spec");
        assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(spec.at("/securityContext/runAsUser").asInt()).isEqualTo(185);
        JsonNode only = spec.at("/containers/0");
        assertThat(only.at("/image").asText()).isEqualTo("lenet-spark:test");
        assertThat(only.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(only.at("/resources/requests/memory").asText()).isEqualTo("1536Mi");
        assertThat(only.at("/resources/limits/memory").asText()).isEqualTo("1536Mi");
        assertThat(only.at("/resources/requests/cpu").asText()).isEqualTo("1");
        assertThat(StreamSupport.stream(only.get("env").spliterator(), false)
                        .filter(variable -> variable.get("name").asText().equals("OMP_NUM_THREADS"))
                        .map(variable -> variable.get("value").asText()))
                .containsExactly("1");
    }

    private static JsonNode json(Path pod) throws IOException {
        return new ObjectMapper().readTree(pod.resolve("pod.json").toFile());
    }

    /** Returns the directories of the pods whose names match. */
    private static List<Path> pods(String suffix) throws IOException {
        try (Stream<Path> pods = Files.list(Path.of(cluster.fact("pods")))) {
            return pods.filter(pod -> pod.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private SubmittedJob submit(Path output, EventLog events) throws Exception {
        String master = cluster.fact("master");
        List<String> options = new ArrayList<>(EventLog.OPTIONS);
        options.addAll(List.of(
                "--master",
                master,
                "--image",
                "lenet-spark:test",
                "--service-account",
                "trainer",
                "--jar",
                "local://" + PackagedJob.JAR,
                "--executors",
                "2",
                "--executor-cores",
                "1",
                "--executor-memory",
                "512m",
                "--driver-memory",
                "512m",
                "--conf",
                "spark.kubernetes.driver.master=" + master.replace("k8s://", ""),
                // Real pods have different addresses, but these share one.
                "--conf",
                "spark.driver.port=" + freePort(),
                "--conf",
                "spark.driver.blockManager.port=" + freePort(),
                // Shorter than in production, because the run is short.
                "--conf",
                "spark.kubernetes.allocation.batch.delay=200ms",
                "--conf",
                "spark.ui.enabled=false",
                "--event-log",
                events.directory().toUri().toString()));
        return SubmittedJob.start(
                directory.resolve("client"),
                Map.of("KUBECONFIG", "/nonexistent"),
                "submit/kubernetes.sh",
                options,
                SampleRun.arguments(
                        "file:" + output,
                        Stream.of(SETTINGS, new String[] {"--data=file:" + SampleRun.DATA})
                                .flatMap(Stream::of)
                                .toArray(String[]::new)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
