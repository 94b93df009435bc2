package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lenetspark.job.PackagedJob;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.run.LockOnAStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged job with data and output on an object store, where the default filesystem is the local one. */
class S3IT {

    private static final String[] SETTINGS =
            SampleRun.shortRounds("--epochs=2", "--checkpoint-every-rounds=10", "--keep-last=1");

    private static String sparkHome = "";
    private static HadoopShell files;
    private static DevServer store;

    private final Path directory;

    S3IT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start(@TempDir Path workspace) throws Exception {
        sparkHome = PackagedJob.sparkHome(workspace, "s3");
        store = DevServer.start("s3", workspace);
        files = new HadoopShell(workspace, sparkHome, store.fact("conf"));
        files.run("-put", SampleRun.DATA.toString(), store.fact("bucket") + "/mnist");
    }

    @AfterAll
    static void stop() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void shouldResumeToTheSameModelAfterTheDriverIsKilled() throws Exception {
        try (SubmittedJob job = submit("--resume=false")) {
            job.awaitProgress(20);
            job.kill();
        }
        try (SubmittedJob job = submit("--resume=true")) {
            assertThat(job.exitCode()).as(job.said()).isZero();
            assertThat(job.said()).contains("run  " + store.fact("bucket") + "/run\n");
        }
        files.run(
                "-get", store.fact("bucket") + "/run", directory.resolve("run").toString());
        RunFiles run = new RunFiles(directory.resolve("run"));
        RunFiles whole = SampleRun.train(directory.resolve("whole"), SETTINGS);
        whole.requireSameResults(run);
        assertThat(run.visibleNames()).isEqualTo(whole.visibleNames());
    }

    /** Runs in a process of its own, because only its class path has the client of the store. */
    @Test
    void shouldLockARunDirectoryOnS3() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-Xmx256m",
                "-cp",
                String.join(
                        File.pathSeparator,
                        store.fact("conf"),
                        System.getProperty("java.class.path"),
                        sparkHome + "/jars/*"),
                LockOnAStore.class.getName(),
                store.fact("bucket") + "/locked");

        PackagedJob.Outcome outcome = PackagedJob.run(directory, Map.of(), command);

        assertThat(outcome.exitCode()).as("%s", outcome.err()).isZero();
        assertThat(outcome.out()).last().isEqualTo("locked");
    }

    private SubmittedJob submit(String more) throws Exception {
        String[] places = {"--data=" + store.fact("bucket") + "/mnist", more};
        return SubmittedJob.start(
                directory.resolve(more),
                Map.of("HADOOP_CONF_DIR", store.fact("conf")),
                "submit/local.sh",
                List.of("--master", "local[2]", "--driver-memory", "1g"),
                SampleRun.arguments(
                        store.fact("bucket") + "/run",
                        Stream.of(SETTINGS, places).flatMap(Stream::of).toArray(String[]::new)));
    }
}
