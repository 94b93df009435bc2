package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lenetspark.job.PackagedJob;
import lenetspark.job.PackagedJob.Outcome;

/**
 * The filesystem shell of Hadoop, from the jars of a Spark home.
 *
 * @param conf directory with the configuration of Hadoop
 */
record HadoopShell(Path workspace, String sparkHome, String conf) {

    /** Runs a command such as {@code -put FROM TO}. */
    void run(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(sparkHome + "/bin/spark-class", "org.apache.hadoop.fs.FsShell"));
        command.addAll(List.of(words));
        Outcome outcome = PackagedJob.run(workspace, Map.of("HADOOP_CONF_DIR", conf), command);
        assertThat(outcome.exitCode()).as("%s %s", outcome.out(), outcome.err()).isZero();
    }
}
