package lenet.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    }

    @AfterAll
    static void stop() {
        if (hadoop != null) {
            hadoop.close();
        }
    }

    @Test
    void shouldTrainInClientModeAsIfNoExecutorHadBeenKilled() throws Exception {
        String[] settings = {"--epochs=12", "--averaging-frequency=1", "--keep-last=1"};
        try (SubmittedJob job = submit("client", "/killed", settings)) {
            job.awaitProgress(5);
            job.await(() -> hadoop.processes(EXECUTOR).size() == 2);
            ProcessHandle victim = hadoop.processes(EXECUTOR).get(0);
            assertThat(victim.destroyForcibly()).isTrue();
            victim.onExit().get(60, TimeUnit.SECONDS);
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        requireSame("/killed", settings);
    }

    @Test
    void shouldTrainInClusterModeAsOnOneMachine() throws Exception {
        try (SubmittedJob job = submit("cluster", "/cluster", "--epochs=2")) {
            assertThat(job.exitCode()).as(job.said()).isZero();
        }
        requireSame("/cluster", "--epochs=2");
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
