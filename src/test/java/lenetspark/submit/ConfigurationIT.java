package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import lenetspark.submit.Checkout.Outcome;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.launcher.SparkLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the files in conf/. */
class ConfigurationIT {

    private static final Path CONF = Checkout.SOURCE.resolve("conf");

    @TempDir
    Path workspace;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark-defaults.conf",
                "spark-secure.conf",
                "spark-standalone.conf",
                "spark-yarn.conf",
                "spark-kubernetes.conf"
            })
    void shouldUseOnlySettingsThatSparkDefines(String file) throws Exception {
        assertThat(settings(file).keySet()).isNotEmpty().allMatch(ConfigurationIT::isKnown);
    }

    /** Each file replaces the defaults. The JVMs of a cluster may have additional options and longer timeouts. */
    @ParameterizedTest
    @ValueSource(strings = {"spark-standalone.conf", "spark-yarn.conf", "spark-kubernetes.conf"})
    void shouldIncludeTheDefaultsInClusterSettings(String file) throws Exception {
        Map<String, String> cluster = settings(file);
        settings("spark-defaults.conf").forEach((name, value) -> {
            if (name.endsWith("JavaOptions")) {
                assertThat(cluster.get(name)).as(name).startsWith(value);
            } else {
                assertThat(cluster).containsEntry(name, value);
            }
        });
    }

    /** This applies to the driver and the executors, because both run in containers in cluster mode. */
    @ParameterizedTest
    @ValueSource(strings = {"spark-yarn.conf", "spark-kubernetes.conf"})
    void shouldReserveMemoryForNd4jOutsideTheHeap(String file) throws Exception {
        for (String process : List.of("driver", "executor")) {
            assertThat(settings(file))
                    .containsEntry("spark." + process + ".memoryOverhead", "1g")
                    .hasEntrySatisfying("spark." + process + ".defaultJavaOptions", options -> assertThat(options)
                            .contains("-Dorg.bytedeco.javacpp.maxbytes=512m"));
        }
    }

    /** Reads the file with java.util.Properties, as Spark does. */
    private static Map<String, String> settings(String file) throws Exception {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(CONF.resolve(file))) {
            settings.load(reader);
        }
        Map<String, String> values = new TreeMap<>();
        settings.stringPropertyNames().forEach(name -> values.put(name, settings.getProperty(name)));
        return values;
    }

    private static boolean isKnown(String name) {
        // Config entries are registered when the object that contains them is first used. Some keys only extend the
        // value of another key.
        assertThat(org.apache.spark.internal.config.package$.MODULE$).isNotNull();
        assertThat(org.apache.spark.internal.config.Kryo$.MODULE$).isNotNull();
        assertThat(org.apache.spark.internal.config.Status$.MODULE$).isNotNull();
        assertThat(org.apache.spark.internal.config.UI$.MODULE$).isNotNull();
        assertThat(org.apache.spark.internal.config.Network$.MODULE$).isNotNull();
        assertThat(org.apache.spark.deploy.yarn.config.package$.MODULE$).isNotNull();
        assertThat(org.apache.spark.deploy.k8s.Config$.MODULE$).isNotNull();
        return ConfigEntry.findEntry(name) != null
                || name.equals(SparkLauncher.DRIVER_DEFAULT_JAVA_OPTIONS)
                || name.equals(SparkLauncher.EXECUTOR_DEFAULT_JAVA_OPTIONS)
                || name.startsWith("spark.executorEnv.")
                || name.startsWith("spark.yarn.appMasterEnv.")
                || name.startsWith("spark.kubernetes.driverEnv.")
                || name.startsWith("spark.metrics.conf.")
                || name.equals("spark.standalone.submit.waitAppCompletion");
    }

    private ProcessBuilder chatter(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile="
                        + CONF.resolve("log4j2.properties").toUri()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Chatter.class.getName()));
        return new ProcessBuilder(command);
    }

    @Test
    void shouldShowOneLineWarningsOnTheConsoleAndTheWholeLogInTheFile() throws Exception {
        Path logs = workspace.resolve("the logs");
        ProcessBuilder builder = chatter();
        builder.environment().put("LENET_LOG_DIR", logs.toString());
        Outcome run = new Checkout(workspace).outcome(builder);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors()).isEqualTo("WARN ConfigurationIT: Lost task 0.0\nERROR ConfigurationIT: No disk\n");
        assertThat(logs.resolve("lenet.log"))
                .content()
                .contains("Job 1 finished", "at a.B.c", "Unable to load native", "4040", "loopback", "thrown here");
    }

    @ParameterizedTest
    @CsvSource({
        "                       , HOME          , .local/state/lenet-spark",
        "                       , XDG_STATE_HOME, lenet-spark             ",
        "yarn.app.container.log.dir, HOME       , ''                      "
    })
    void shouldLogToAPrivateDirectoryByDefault(String property, String variable, String expected) throws Exception {
        Path place = workspace.resolve("place");
        Path temporary = Files.createDirectory(workspace.resolve("tmp"));
        ProcessBuilder builder = chatter(
                "-Djava.io.tmpdir=" + temporary, property == null ? "-Dunused" : "-Dspark." + property + "=" + place);
        builder.environment().keySet().removeAll(Set.of("LENET_LOG_DIR", "XDG_STATE_HOME"));
        builder.environment().put(variable, place.toString());

        Outcome run = new Checkout(workspace).outcome(builder);

        assertThat(run.exitCode()).isZero();
        Path log = place.resolve(expected).resolve("lenet.log");
        assertThat(log).content().contains("Job 1 finished");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(temporary).isEmptyDirectory();
    }

    /** The user of a container image may have no home directory. */
    @Test
    void shouldSetALogDirectoryForEveryPod() throws Exception {
        assertThat(settings("spark-kubernetes.conf"))
                .containsEntry("spark.kubernetes.driverEnv.LENET_LOG_DIR", "logs")
                .containsEntry("spark.executorEnv.LENET_LOG_DIR", "logs");
    }

    /** Logs like Spark and Hadoop. */
    static final class Chatter {

        private Chatter() {}

        public static void main(String[] arguments) {
            Logger log = LoggerFactory.getLogger(ConfigurationIT.class);
            log.info("Job 1 finished");
            log.warn("Unable to load native-hadoop library for your platform... using builtin-java classes");
            log.warn("Service 'SparkUI' could not bind on port 4040. Attempting port 4041.");
            log.warn("Your hostname, vm resolves to a loopback address: 127.0.0.1; using 192.0.2.2 instead");
            log.warn("Set SPARK_LOCAL_IP if you need to bind to another address");
            log.warn("Cannot locate configuration: tried hadoop-metrics2-s3a-file-system.properties");
            log.warn("Lost task 0.0\n\tat a.B.c\n\tat d.E.f");
            log.error("No disk", new IllegalStateException("thrown here"));
        }
    }
}
