package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lenetspark.job.PackagedJob.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged job in processes of its own, started with the script and with plain spark-submit. */
class SubmitIT {

    /** Printed by the JVM before any code runs. */
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    private static final String[] TRAIN = {
        "--data=" + SampleRun.DATA, "--validation-size=1900", "--epochs=1", "--averaging-frequency=1"
    };

    private static String sparkHome = "";

    private final Path directory;
    private final Path output;

    SubmitIT(@TempDir Path directory) {
        this.directory = directory;
        this.output = directory.resolve("run");
    }

    @BeforeAll
    static void prepare(@TempDir Path workspace) throws Exception {
        sparkHome = PackagedJob.sparkHome(workspace);
    }

    @Test
    void shouldTrainWithTheScript() throws Exception {
        Outcome trained = local(TRAIN);

        assertThat(trained.err()).containsExactly(INCUBATOR);
        assertThat(trained.exitCode()).isZero();
        assertThat(trained.out()).last().isEqualTo("wrote file:" + output + "/model/lenet.zip");
        assertThat(new RunFiles(output).names())
                .containsExactly(
                        "checkpoints/epoch-0001-round-0000/model.zip",
                        "checkpoints/epoch-0001-round-0000/state.json",
                        "checkpoints/latest.json",
                        "evaluation.json",
                        "events.out.tfevents.epoch-000001",
                        "events.out.tfevents.test",
                        "metrics.jsonl",
                        "model/lenet.zip",
                        "report/draw.html",
                        "report/index.html",
                        "run.json");
        assertThat(new RunFiles(output)
                        .json("run.json")
                        .at("/versions/gitCommit")
                        .asText())
                .matches("[0-9a-f]{40}( with changes)?");
    }

    @Test
    void shouldTrainWithPlainSparkSubmitAndWarnOfTheMissingVectorApi() throws Exception {
        Outcome trained = submit(Files.createDirectory(directory.resolve("conf")), TRAIN);

        assertThat(trained.exitCode()).isZero();
        assertThat(trained.err())
                .filteredOn(line -> line.startsWith("lenet: "))
                .containsExactly(
                        "lenet: warning: Running engine simd without the Vector API (up to 5 times slower); start the job with"
                                + " submit/local.sh, or give spark-submit"
                                + " --driver-java-options --add-modules=jdk.incubator.vector"
                                + " --conf spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector");
        assertThat(trained.err()).noneMatch(line -> line.contains(" INFO ")).hasSizeLessThan(8);
        assertThat(new RunFiles(output).names()).contains("model/lenet.zip", "evaluation.json");
    }

    @Test
    void shouldKeepALogConfigurationOfTheUser() throws Exception {
        Path conf = Files.createDirectory(directory.resolve("conf"));
        Files.writeString(
                conf.resolve("log4j2.properties"),
                """
                rootLogger.level = info
                rootLogger.appenderRef.console.ref = console
                appender.console.type = Console
                appender.console.name = console
                appender.console.target = SYSTEM_ERR
                """);

        Outcome refused = submit(conf, "--data=" + directory.resolve("none"));

        assertThat(refused.err()).anyMatch(line -> line.startsWith("Running Spark version "));
        assertThat(refused.exitCode()).isEqualTo(3);
    }

    @Test
    void shouldReturnTheExitCodeOfAnError() throws Exception {
        Outcome noData = local("--data=" + directory.resolve("none"));

        assertThat(noData.exitCode()).isEqualTo(3);
        assertThat(noData.out()).isEmpty();
        assertThat(noData.err())
                .containsExactly(
                        INCUBATOR,
                        "lenet: file:" + directory.resolve("none")
                                + ": no such directory; fetch MNIST with datasets/fetch.sh mnist");
        assertThat(output).doesNotExist();

        Outcome noOption = local("--epoch=3");

        assertThat(noOption.exitCode()).isEqualTo(2);
        assertThat(noOption.err())
                .containsExactly(INCUBATOR, "lenet: Unknown option '--epoch', the nearest known option is '--epochs'");
    }

    private Outcome local(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PackagedJob.script("submit/local.sh"), "--master", "local[2]"));
        command.addAll(List.of(arguments));
        command.add("--output=" + output);
        return PackagedJob.run(directory, Map.of("PATH", withoutMaven() + ":" + System.getenv("PATH")), command);
    }

    private Outcome submit(Path conf, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                sparkHome + "/bin/spark-submit",
                "--master",
                "local[2]",
                "--class",
                "LeNetJob",
                PackagedJob.JAR.toString()));
        command.addAll(List.of(arguments));
        command.add("--output=" + output);
        return PackagedJob.run(directory, Map.of("SPARK_CONF_DIR", conf.toString()), command);
    }

    /** A Maven command that fails, because a nested build would delete the files that the tests run. */
    private Path withoutMaven() throws IOException {
        Path programs = Files.createDirectories(directory.resolve("programs"));
        Path maven = Files.writeString(programs.resolve("mvn"), "#!/bin/sh\necho 'no build was expected'\nexit 1\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        return programs;
    }
}
