package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lenetspark.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests submit/standalone.sh, submit/yarn.sh and submit/kubernetes.sh. */
class ClusterScriptsIT {

    /** Script with its required options. */
    private enum Script {
        STANDALONE("--master", "spark://host:7077"),
        YARN,
        KUBERNETES("--master", "k8s://https://api:6443", "--image", "lenet:1");

        private final List<String> needed;

        Script(String... needed) {
            this.needed = List.of(needed);
        }

        String fileName() {
            return name().toLowerCase(java.util.Locale.ROOT) + ".sh";
        }
    }

    @TempDir
    Path workspace;

    private Checkout checkout;
    private String root;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
        Files.createDirectory(workspace.resolve("hadoop"));
        root = checkout.path("").toString().replace(" ", "\\ ");
    }

    @ParameterizedTest
    @EnumSource
    void shouldDescribeEveryOptionWithoutJava(Script script) throws Exception {
        Outcome help = checkout.run("submit/" + script.fileName(), Map.of("JAVA_HOME", "/nowhere"), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .startsWith("Usage: submit/" + script.fileName() + " ")
                .contains(
                        "--deploy-mode",
                        "--executors",
                        "--executor-cores",
                        "--executor-memory",
                        "--driver-memory",
                        "--properties-file",
                        "--event-log",
                        "--jar",
                        "--conf",
                        "--dry-run",
                        "Examples:");
        assertThat(help.output().lines()).allMatch(line -> line.length() <= 128);
        assertThat(help.errors()).isEmpty();
    }

    @Test
    void shouldPassExecutorsAsCoresToAStandaloneCluster() throws Exception {
        assertThat(dryRun(Script.STANDALONE, "--executors", "3", "--conf", "a=b", "--", "train", "--data", "/d"))
                .isEqualTo(environment() + checkout.sparkHome()
                        + "/bin/spark-submit --class LeNetJob --master spark://host:7077 --deploy-mode client"
                        + " --properties-file " + root + "/conf/spark-standalone.conf"
                        + " --driver-memory 2g --executor-memory 2g --executor-cores 2 --total-executor-cores 6"
                        + " --conf a=b " + root + "/target/lenet-spark.jar train --data /d\n");
    }

    @Test
    void shouldPassQueueAndConfigurationDirectoryToYarn() throws Exception {
        assertThat(dryRun(
                        Script.YARN,
                        "--deploy-mode",
                        "cluster",
                        "--queue",
                        "research",
                        "--executor-cores",
                        "1",
                        "--executor-memory",
                        "512m",
                        "--driver-memory",
                        "1g",
                        "--event-log",
                        "hdfs:///log",
                        "--data=hdfs:///d"))
                .isEqualTo(environment() + "HADOOP_CONF_DIR=" + workspace + "/hadoop " + checkout.sparkHome()
                        + "/bin/spark-submit --class LeNetJob --master yarn --deploy-mode cluster"
                        + " --properties-file " + root + "/conf/spark-yarn.conf"
                        + " --driver-memory 1g --executor-memory 512m --executor-cores 1 --queue research"
                        + " --num-executors 2 --conf spark.eventLog.enabled=true"
                        + " --conf spark.eventLog.dir=hdfs:///log " + root
                        + "/target/lenet-spark.jar --data=hdfs:///d\n");
    }

    @Test
    void shouldPassImageAndPodTemplatesToKubernetes() throws Exception {
        String conf = " --conf spark.kubernetes.";
        assertThat(dryRun(Script.KUBERNETES, "--namespace", "ml", "--service-account", "me", "--data", "s3a://b/d"))
                .isEqualTo(environment() + checkout.sparkHome()
                        + "/bin/spark-submit --class LeNetJob --master k8s://https://api:6443 --deploy-mode cluster"
                        + " --properties-file " + root + "/conf/spark-kubernetes.conf"
                        + " --driver-memory 2g --executor-memory 2g --executor-cores 2 --name lenet --num-executors 2"
                        + conf + "container.image=lenet:1" + conf + "namespace=ml"
                        + conf + "authenticate.driver.serviceAccountName=me"
                        + conf + "driver.podTemplateFile=" + root + "/submit/kubernetes/driver-pod.yaml"
                        + conf + "executor.podTemplateFile=" + root + "/submit/kubernetes/executor-pod.yaml"
                        + " local:///opt/lenet/lenet-spark.jar --data s3a://b/d\n");
    }

    @Test
    void shouldAssembleASparkHomeForTheCluster() throws Exception {
        Map<String, String> none = Map.of("SPARK_HOME", "");
        assertThat(run(Script.STANDALONE, none, "--dry-run", "--data=/d").output())
                .contains("/target/spark-home/bin/spark-submit ");
        assertThat(run(Script.YARN, none, "--dry-run", "--data=/d").output())
                .contains("/target/spark-home-yarn/bin/spark-submit ");
        assertThat(run(Script.KUBERNETES, none, "--dry-run", "--data=/d", "--output=s3a://b/r")
                        .output())
                .contains("/target/spark-home-kubernetes-s3/bin/spark-submit ");
    }

    @ParameterizedTest
    @EnumSource
    void shouldPassArgumentsUnchangedAndReturnTheExitCode(Script script) throws Exception {
        checkout.program("bin/spark-submit", "printf '[%s]\\n' \"$@\"; exit 5");
        Outcome run = run(script, "train", "--data=/my data", "a*", "--", "--master", "x", "--help");
        assertThat(run.output()).endsWith("]\n[train]\n[--data=/my data]\n[a*]\n[--master]\n[x]\n[--help]\n");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.errors()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldRequireData(Script script) throws Exception {
        String line = script.fileName() + ": --data is missing: a URI that every executor reads, such as"
                + " hdfs:///data/mnist, s3a://bucket/mnist, or file:///shared/mnist where that is mounted everywhere.\n";
        assertThat(run(script).errors()).isEqualTo(line);
        Outcome evaluate = run(script, "evaluate", "--model", "/m");
        assertThat(evaluate.errors()).isEqualTo(line);
        assertThat(evaluate.exitCode()).isEqualTo(2);
        assertThat(run(script, "--config", "/c").exitCode()).isZero();
        assertThat(run(script, "train", "--help").exitCode()).isZero();
        assertThat(run(script, "summary").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "YARN, client, --data, refused",
        "YARN, client, --input, refused",
        "YARN, client, --output, taken",
        "YARN, cluster, --output, refused",
        "STANDALONE, cluster, --model, refused",
        "STANDALONE, client, --model, taken",
        "KUBERNETES, cluster, --config, refused",
    })
    void shouldRejectALocalDirectoryForACluster(Script script, String mode, String option, String outcome)
            throws Exception {
        for (String[] place : new String[][] {{option, "my/place"}, {option + "=my/place"}}) {
            List<String> arguments = new ArrayList<>(List.of("--deploy-mode", mode, "train", "--data=hdfs:///d"));
            arguments.addAll(List.of(place));
            Outcome run = run(script, arguments.toArray(String[]::new));
            if (outcome.equals("taken")) {
                assertThat(run.exitCode()).isZero();
            } else {
                assertThat(run.exitCode()).isEqualTo(2);
                assertThat(run.errors())
                        .isEqualTo(script.fileName() + ": " + option + " must be a URI or an absolute path, since other"
                                + " machines do not share this directory, got: my/place. Try hdfs:///my/place,"
                                + " s3a://bucket/my/place, or file:///shared/my/place where that is mounted"
                                + " everywhere.\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            STANDALONE | --executors       | 0       | must be 1 to 99999, got: 0.
            YARN       | --executor-cores  | two     | must be 1 to 99999, got: two.
            YARN       | --executor-memory | 2       | must be a size such as 512m or 2g, got: 2.
            KUBERNETES | --driver-memory   | 2 GB    | must be a size such as 512m or 2g, got: 2 GB.
            YARN       | --deploy-mode     | local   | must be client or cluster, got: local.
            STANDALONE | --properties-file | /none   | must be a file that can be read, got: /none.
            STANDALONE | --master          | local   | must be the URL of a standalone master, such as spark://host:7077, got: local.
            KUBERNETES | --master          | https:/ | must be the URL of an API server with k8s:// before it, such as k8s://https://host:6443, got: https:/.
            KUBERNETES | --name            | My run  | must be at most 42 small letters, digits and -, with a letter first, got: My run.
            KUBERNETES | --pod-templates   | /none   | must be a directory with driver-pod.yaml, got: /none.
            """)
    void shouldReportAnInvalidValue(Script script, String option, String value, String message) throws Exception {
        Outcome run = run(script, option, value, "--data=/d");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).isEqualTo(script.fileName() + ": " + option + " " + message + "\n");
        assertThat(run.output()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReportAnOptionWithoutValue(Script script) throws Exception {
        Outcome run = run(script, "--data=/d", "--executors");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .isEqualTo(script.fileName() + ": --executors needs a value. Try submit/" + script.fileName()
                        + " --help.\n");
    }

    @Test
    void shouldReportMissingFilesWithARemedy() throws Exception {
        assertThat(checkout.run("submit/standalone.sh", Map.of(), "--data=/d").errors())
                .isEqualTo("standalone.sh: --master is missing: the URL of the master, such as spark://host:7077."
                        + " Its web page shows it.\n");
        assertThat(checkout.run("submit/kubernetes.sh", Map.of(), "--data=/d").errors())
                .startsWith("kubernetes.sh: --master is missing: ")
                .hasLineCount(1);
        assertThat(checkout.run("submit/kubernetes.sh", Map.of("LENET_KUBERNETES_MASTER", "k8s://x"), "--data=/d")
                        .errors())
                .isEqualTo("kubernetes.sh: --image is missing: the image of driver and executors."
                        + " submit/kubernetes/README.md says how to make one.\n");
        Map<String, String> unset = Map.of("HADOOP_CONF_DIR", "", "YARN_CONF_DIR", "");
        assertThat(run(Script.YARN, unset, "--data=/d").errors())
                .isEqualTo("yarn.sh: HADOOP_CONF_DIR is not set. Point it at the directory with core-site.xml and"
                        + " yarn-site.xml of the cluster.\n");
        assertThat(run(Script.YARN, Map.of("HADOOP_CONF_DIR", "/none"), "--data=/d")
                        .errors())
                .isEqualTo("yarn.sh: HADOOP_CONF_DIR must be a directory, the one with yarn-site.xml of the cluster,"
                        + " got: /none.\n");
    }

    @Test
    void shouldNotChooseADriverAddress() throws Exception {
        checkout.program("bin/spark-submit", "echo ${SPARK_LOCAL_IP-none},$OMP_NUM_THREADS,$SPARK_CONF_DIR");
        assertThat(run(Script.STANDALONE, "--data=/d").output()).isEqualTo("none,1," + checkout.path("conf") + "\n");
    }

    private String environment() {
        return "SPARK_CONF_DIR=" + root + "/conf OMP_NUM_THREADS=1 LENET_LOG_DIR=" + root + "/target/logs ";
    }

    private String dryRun(Script script, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--dry-run"));
        all.addAll(List.of(arguments));
        Outcome run = run(script, all.toArray(String[]::new));
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run.output();
    }

    private Outcome run(Script script, String... arguments) throws Exception {
        return run(script, Map.of(), arguments);
    }

    private Outcome run(Script script, Map<String, String> environment, String... arguments) throws Exception {
        Map<String, String> complete = new HashMap<>(Map.of("HADOOP_CONF_DIR", workspace + "/hadoop"));
        if (script != Script.YARN) {
            complete.put("HADOOP_CONF_DIR", "");
        }
        complete.putAll(environment);
        List<String> words = new ArrayList<>(script.needed);
        words.addAll(List.of(arguments));
        return checkout.run("submit/" + script.fileName(), complete, words.toArray(String[]::new));
    }
}
