package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lenetspark.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the assembly of a Spark home from Maven Central, and its scripts. */
class SparkHomeIT {

    /** Stub of Maven: it writes a jar to the given path, logs the call, and exits with the given code. */
    private static final String MAVEN =
            """
            for word in "$@"; do
              case $word in -Dhome=*) home=${word#*=} ;; esac
            done
            mkdir -p "$home/jars" && touch "$home/jars/spark-core.jar"
            echo "$*" >>"$TMPDIR/calls"
            exit "${MAVEN_EXIT:-0}\"""";

    @TempDir
    Path workspace;

    private Checkout checkout;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
        checkout.program("mvn", MAVEN);
    }

    @Test
    void shouldAssembleOnce() throws Exception {
        Outcome first = assemble("0");
        assertThat(first.exitCode()).isZero();
        assertThat(first.output()).isEqualTo(checkout.path("target/spark-home") + "\n");
        assertThat(checkout.path("target/spark-home/jars/spark-core.jar")).exists();
        assertThat(checkout.path("target/spark-home/bin/spark-submit")).isExecutable();
        Outcome second = assemble("0");
        assertThat(second.output()).isEqualTo(first.output());
        assertThat(second.errors()).isEmpty();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void shouldAssembleASeparateHomeWithAProfilePerModule() throws Exception {
        assemble("0");
        Outcome more = assemble("0", "yarn", "s3");
        assertThat(more.output()).isEqualTo(checkout.path("target/spark-home-yarn-s3") + "\n");
        assertThat(assemble("0", "yarn", "s3").errors()).isEmpty();
        assertThat(Files.readAllLines(workspace.resolve("calls")))
                .hasSize(2)
                .satisfies(calls -> assertThat(calls.get(0)).doesNotContain("-P"))
                .satisfies(calls -> assertThat(calls.get(1)).endsWith(" -Pyarn,s3"));
    }

    @Test
    void shouldReportAnUnknownModule() throws Exception {
        Outcome run = assemble("0", "mesos");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .isEqualTo("spark-home.sh: there is no module mesos: choose from yarn, kubernetes and s3.\n");
    }

    @Test
    void shouldNotUseAnIncompleteHome() throws Exception {
        Outcome failed = assemble("1");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.errors())
                .endsWith("spark-home.sh: the Spark home could not be assembled; run it again,"
                        + " or set SPARK_HOME to a Spark 3.5 installation.\n");
        try (Stream<Path> files = Files.list(checkout.path("target"))) {
            assertThat(files.filter(file -> file.toString().contains("spark-home")))
                    .isEmpty();
        }
        assertThat(assemble("0").exitCode()).isZero();
    }

    @Test
    void shouldAssembleAgainIfTheSourcesAreNewer() throws Exception {
        assemble("0");
        Files.writeString(checkout.path("submit/spark-home/pom.xml"), "<project><!-- newer --></project>");
        assertThat(assemble("0").exitCode()).isZero();
        assertThat(calls()).isEqualTo(2);
        assertThat(checkout.path("target/spark-home/source/source")).doesNotExist();
    }

    @Test
    void shouldNotSplitArgumentsInScripts() throws Exception {
        // Stub of the launcher: it returns a command that prints its arguments.
        checkout.program(
                "bin/java",
                """
                printf '\\0\\n'
                printf '%s\\0' printf '[%s]\\n' "$SPARK_HOME" "${@:5}\"""");
        Outcome run = checkout.run(
                "submit/spark-home/bin/spark-submit",
                Map.of("JAVA_HOME", checkout.sparkHome().toString()),
                "a b",
                "",
                "line\nline",
                "$HOME *");
        assertThat(run.output())
                .isEqualTo("[" + checkout.path("submit/spark-home")
                        + "]\n[org.apache.spark.deploy.SparkSubmit]\n[a b]\n[]\n[line\nline]\n[$HOME *]\n");
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 3", "printf '\\0\\nfalse\\0'; exit 3"})
    void shouldExitWithTheCodeOfAFailedLauncher(String launcher) throws Exception {
        checkout.program("bin/java", launcher);
        Outcome run = checkout.run(
                "submit/spark-home/bin/spark-class",
                Map.of("JAVA_HOME", checkout.sparkHome().toString()),
                "Any");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void shouldContainTheProjectsSparkVersion() throws Exception {
        Path project = Checkout.SOURCE.resolve("pom.xml");
        Path home = Checkout.SOURCE.resolve("submit/spark-home/pom.xml");
        assertThat(property(home, "spark.version")).isEqualTo(property(project, "spark.version"));
        assertThat(property(home, "scala.binary.version")).isEqualTo(property(project, "scala.binary.version"));
        Path servers = Checkout.SOURCE.resolve("src/dev-cluster/class-path/pom.xml");
        assertThat(property(servers, "hadoop.version")).isEqualTo(property(home, "hadoop.version"));
        assertThat(property(servers, "kubernetes-client.version"))
                .isEqualTo(property(project, "kubernetes-client.version"));
    }

    private Outcome assemble(String mavenExit, String... modules) throws Exception {
        return checkout.run(
                "submit/spark-home.sh", Map.of("TMPDIR", workspace.toString(), "MAVEN_EXIT", mavenExit), modules);
    }

    private long calls() throws IOException {
        return Files.readAllLines(workspace.resolve("calls")).size();
    }

    private static String property(Path pom, String name) throws IOException {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(Files.readString(pom));
        assertThat(matcher.find()).as("%s in %s", name, pom).isTrue();
        return matcher.group(1);
    }
}
