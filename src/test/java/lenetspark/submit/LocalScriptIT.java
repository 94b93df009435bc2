package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lenetspark.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests submit/local.sh. */
class LocalScriptIT {

    @TempDir
    Path workspace;

    private Checkout checkout;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
    }

    @Test
    void shouldDescribeEveryOptionWithoutJava() throws Exception {
        Outcome help = local(Map.of("JAVA_HOME", "/nowhere"), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .startsWith("Usage: submit/local.sh ")
                .contains("--master", "--driver-memory", "--conf", "--dry-run", "train --help");
        assertThat(help.errors()).isEmpty();
    }

    @Test
    void shouldLeaveTheHelpOfACommandToTheJob() throws Exception {
        assertThat(local("train", "--help").output()).endsWith("[train]\n[--help]\n");
    }

    @Test
    void shouldPrintTheExactCommandOnDryRun() throws Exception {
        Outcome dry =
                local("--dry-run", "--master", "local[2]", "--conf", "spark.ui.enabled=false", "train", "--data", "d");
        String root = checkout.path("").toString().replace(" ", "\\ ");
        assertThat(dry.output())
                .isEqualTo("SPARK_CONF_DIR=" + root + "/conf SPARK_LOCAL_IP=127.0.0.1 OMP_NUM_THREADS=1 LENET_LOG_DIR="
                        + root
                        + "/target/logs " + checkout.sparkHome()
                        + "/bin/spark-submit --class LeNetJob --master local\\[2\\] --driver-memory 2g"
                        + " --conf spark.ui.enabled=false " + root + "/target/lenet-spark.jar train --data d\n");
        assertThat(dry.errors()).isEmpty();
    }

    @Test
    void shouldUseASparkHomeWithS3ConnectorForS3Uris() throws Exception {
        Map<String, String> none = Map.of("SPARK_HOME", "");
        assertThat(local(none, "--dry-run", "--data=s3a://bucket/mnist").output())
                .contains("/target/spark-home-s3/bin/spark-submit ");
        assertThat(local(none, "--dry-run", "--data=/data").output()).contains("/target/spark-home/bin/spark-submit ");
    }

    @Test
    void shouldPassPredictAndExportUnchangedToTheJob() throws Exception {
        assertThat(local("predict", "--model", "m", "--input", "i").output())
                .endsWith("[predict]\n[--model]\n[m]\n[--input]\n[i]\n");
        assertThat(local("export", "--model", "m", "--format", "onnx").output())
                .endsWith("[export]\n[--model]\n[m]\n[--format]\n[onnx]\n");
    }

    @Test
    void shouldPrintACommandThatRunsLikeTheScript() throws Exception {
        String[] arguments = {"train", "--data", "it's\n\"odd\" $HOME *", "--output", ""};
        String[] dryRun = {"--dry-run", "train", "--data", "it's\n\"odd\" $HOME *", "--output", ""};
        String command = local(dryRun).output();
        Outcome pasted = checkout.outcome(new ProcessBuilder("/bin/bash", "-c", command));
        assertThat(pasted.output()).isEqualTo(local(arguments).output());
    }

    @Test
    void shouldPassArgumentsUnchanged() throws Exception {
        Outcome run = local("train", "--data", "my data", "--output", "", "a*", "--", "--master", "x");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .endsWith(
                        "/target/lenet-spark.jar]\n[train]\n[--data]\n[my data]\n[--output]\n[]\n[a*]\n[--master]\n[x]\n");
    }

    @Test
    void shouldReturnTheExitCodeOfTheJob() throws Exception {
        checkout.program("bin/spark-submit", "exit 5");
        assertThat(local("summary").exitCode()).isEqualTo(5);
    }

    @Test
    void shouldPreferTheEnvironmentOfTheUserOverDefaults() throws Exception {
        checkout.program(
                "bin/spark-submit", "echo $SPARK_CONF_DIR,$SPARK_LOCAL_IP,$OMP_NUM_THREADS,$LENET_LOG_DIR; echo $*");
        String root = checkout.path("").toString();
        assertThat(local("summary").output()).startsWith(root + "/conf,127.0.0.1,1," + root + "/target/logs\n");
        Map<String, String> own = Map.of(
                "SPARK_CONF_DIR",
                "c",
                "SPARK_LOCAL_IP",
                "127.0.0.2",
                "OMP_NUM_THREADS",
                "2",
                "LENET_LOG_DIR",
                "l",
                "LENET_DRIVER_MEMORY",
                "3g");
        assertThat(local(own, "summary").output())
                .startsWith("c,127.0.0.2,2,l\n")
                .contains("--driver-memory 3g");
        assertThat(local(own, "--driver-memory", "4g", "summary").output()).contains("--driver-memory 4g");
    }

    @Test
    void shouldReportAnOptionWithoutValue() throws Exception {
        Outcome run = local("--master");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).isEqualTo("local.sh: --master needs a value. Try submit/local.sh --help.\n");
    }

    @Test
    void shouldFetchMissingDefaultData() throws Exception {
        Outcome first = local("--epochs", "3");
        String data = checkout.path("datasets/mnist").toString();
        assertThat(first.errors()).isEqualTo("fetched mnist\n");
        assertThat(first.output()).endsWith("[--data]\n[" + data + "]\n[--epochs]\n[3]\n");
        Outcome second = local("evaluate", "--model", "m");
        assertThat(second.errors()).isEmpty();
        assertThat(second.output()).endsWith("[evaluate]\n[--data]\n[" + data + "]\n[--model]\n[m]\n");
    }

    @Test
    void shouldContinueAnInterruptedFetch() throws Exception {
        Files.createDirectories(checkout.path("datasets/mnist/.part"));
        Files.createFile(checkout.path("datasets/mnist/train-images-idx3-ubyte"));
        assertThat(local("--epochs", "3").errors()).isEqualTo("fetched mnist\n");
    }

    @Test
    void shouldNotFetchExistingDataUnderAnySupportedName() throws Exception {
        Path data = Files.createDirectories(checkout.path("datasets/mnist"));
        for (String name : new String[] {
            "train-images.idx3-ubyte",
            "train-labels-idx1-ubyte.gz",
            "t10k-images.idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte"
        }) {
            Files.createFile(data.resolve(name));
        }
        assertThat(local("--epochs", "3").errors()).isEmpty();
    }

    @Test
    void shouldNotFetchDataThatIsElsewhereOrNotNeeded() throws Exception {
        for (String argument : new String[] {"--data=d", "--config=c", "--help", "--version"}) {
            Outcome run = local("train", argument);
            assertThat(run.output()).endsWith("[train]\n[" + argument + "]\n");
            assertThat(run.errors()).isEmpty();
        }
        assertThat(local("summary").errors()).isEmpty();
    }

    @Test
    void shouldReportDataThatCannotBeFetched() throws Exception {
        Outcome run = local(Map.of("FETCH_EXIT", "1"));
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors())
                .endsWith("local.sh: MNIST could not be fetched: see above. --data URI names another place for it.\n");
    }

    @Test
    void shouldRebuildTheJarIfASourceIsNewer() throws Exception {
        checkout.program(
                "mvn", "echo \"$PWD $*\" >>\"$TMPDIR/calls\"; sleep 0.1; touch -d '+5 min' target/lenet-spark.jar");
        checkout.touch("src/main/New.java", 120);
        Map<String, String> calls = Map.of("TMPDIR", workspace.toString());
        assertThat(local(calls, "summary").errors()).matches("Building target/lenet-spark\\.jar .* \\d+ s\n");
        assertThat(local(calls, "summary").errors()).isEmpty();
        assertThat(workspace.resolve("calls")).hasContent(checkout.path("") + " -q -B -DskipTests package");
    }

    @Test
    void shouldShowAFailedBuildAndLeaveNoJar() throws Exception {
        checkout.program("mvn", "echo 'not a statement'; touch target/lenet-spark.jar; exit 1");
        Files.delete(checkout.path("target/lenet-spark.jar"));
        Outcome run = local("summary");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).endsWith(" failed\nnot a statement\nlocal.sh: the build failed: see above.\n");
        assertThat(checkout.path("target/lenet-spark.jar")).doesNotExist();
    }

    @Test
    void shouldExplainWhatToInstallWithoutJava() throws Exception {
        Outcome none = local(Map.of("JAVA_HOME", "", "PATH", workspace.toString()), "summary");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.errors())
                .isEqualTo("local.sh: a JDK 17 is needed, but there is no java on the PATH. Install a JDK 17"
                        + " (Debian: apt-get install openjdk-17-jdk-headless) and point JAVA_HOME at it.\n");
        assertThat(local(Map.of("JAVA_HOME", "/nowhere"), "summary").errors())
                .startsWith("local.sh: a JDK 17 is needed, but JAVA_HOME=/nowhere has no bin/java. ")
                .hasLineCount(1);
    }

    @Test
    void shouldReportAnUnsupportedJavaVersion() throws Exception {
        Path java = checkout.program("bin/java", "echo '    java.specification.version = 11' >&2");
        Map<String, String> old = Map.of("JAVA_HOME", checkout.sparkHome().toString());
        assertThat(local(old, "summary").errors())
                .startsWith("local.sh: a JDK 17 is needed, but " + java + " is version 11. ")
                .hasLineCount(1);
    }

    @Test
    void shouldReportASparkHomeWithoutSpark() throws Exception {
        Outcome run = local(Map.of("SPARK_HOME", "/nowhere"), "summary");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors())
                .isEqualTo("local.sh: SPARK_HOME=/nowhere has no bin/spark-submit."
                        + " Point it at a Spark 3.5 installation, or unset it.\n");
    }

    private Outcome local(String... arguments) throws Exception {
        return local(Map.of(), arguments);
    }

    private Outcome local(Map<String, String> environment, String... arguments) throws Exception {
        return checkout.run("submit/local.sh", environment, arguments);
    }
}
