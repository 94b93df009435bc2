package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lenetspark.job.PackagedJob;
import lenetspark.job.PackagedJob.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** src/dev-cluster/dev-cluster.sh with a server that starts quickly; the tests on clusters start the others. */
class DevClusterScriptIT {

    private final Path directory;

    DevClusterScriptIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldStartAServerPrintItsUseAndStopIt() throws Exception {
        PackagedJob.sparkHome(directory, "s3");
        try {
            Outcome up = script("up", "s3");
            assertThat(up.exitCode()).as("%s", up.err()).isZero();
            assertThat(up.out()).first().asString().startsWith("s3 is up.");
            assertThat(up.out())
                    .contains(
                            "export HADOOP_CONF_DIR=" + directory + "/dev/s3/conf",
                            "submit/local.sh --data s3a://lenet/mnist --output s3a://lenet/runs/1");
            long pid = Long.parseLong(
                    Files.readString(directory.resolve("dev/s3/pid")).strip());
            assertThat(ProcessHandle.of(pid)).get().matches(ProcessHandle::isAlive);
            assertThat(script("status", "s3").out())
                    .containsExactly("s3 is up, process " + pid + ", log " + directory + "/dev/s3/log");
            assertThat(script("up", "s3").out()).as("still that one").isEqualTo(up.out());

            assertThat(script("down", "s3").out()).containsExactly("s3 is down");
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            Outcome status = script("status", "s3");
            assertThat(status.out()).containsExactly("s3 is down");
            assertThat(status.exitCode()).isEqualTo(1);
        } finally {
            script("down");
        }
    }

    @Test
    void shouldStopOnlyProcessesThatItStarted() throws Exception {
        Files.createDirectories(directory.resolve("dev/yarn"));
        Files.writeString(
                directory.resolve("dev/yarn/pid"), ProcessHandle.current().pid() + "\n");
        Outcome down = script("down", "yarn");
        assertThat(down.exitCode()).isZero();
        assertThat(down.out()).isEmpty();
        assertThat(directory.resolve("dev/yarn/pid")).doesNotExist();
    }

    @Test
    void shouldExplainInvalidArguments() throws Exception {
        assertThat(script("up", "mesos").err())
                .containsExactly(
                        "dev-cluster.sh: there is no mesos: choose from standalone, standalone-secure, yarn, kubernetes and s3.");
        assertThat(script("up").err())
                .containsExactly(
                        "dev-cluster.sh: up needs a name: standalone, standalone-secure, yarn, kubernetes or s3.");
        assertThat(script("stop").err())
                .containsExactly("dev-cluster.sh: unknown verb stop. Try src/dev-cluster/dev-cluster.sh --help.");
        assertThat(script("stop").exitCode()).isEqualTo(2);
        assertThat(script("--help").out()).first().asString().startsWith("Usage: src/dev-cluster/dev-cluster.sh ");
    }

    private Outcome script(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PackagedJob.script("src/dev-cluster/dev-cluster.sh")));
        command.addAll(List.of(arguments));
        return PackagedJob.run(
                directory, Map.of("LENET_DEV_DIR", directory.resolve("dev").toString()), command);
    }
}
