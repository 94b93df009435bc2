package lenetspark.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;
import scala.Tuple3;

/**
 * A standalone cluster whose master and workers are threads of the test, and whose executors are processes on the test's
 * class path. Each worker has a loopback address of its own, because Spark speculates on another host only.
 */
public final class TestCluster implements AutoCloseable {

    private static final int MEMORY_OF_A_WORKER = 4096;

    private final List<RpcEnv> servers = new ArrayList<>();
    private final String url;

    private TestCluster(String url, RpcEnv master) {
        this.url = url;
        servers.add(master);
    }

    /** Starts a cluster that keeps the executors' files in a directory. */
    public static TestCluster start(int workers, int coresOfEach, Path directory) {
        SparkConf conf = new SparkConf(false);
        Tuple3<RpcEnv, Object, Option<Object>> master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf);
        TestCluster cluster = new TestCluster("spark://" + master._1().address().hostPort(), master._1());
        for (int i = 1; i <= workers; i++) {
            cluster.servers.add(Worker.startRpcEnvAndEndpoint(
                    "127.0.0." + i,
                    0,
                    0,
                    coresOfEach,
                    MEMORY_OF_A_WORKER,
                    new String[] {cluster.url},
                    directory.resolve("worker-" + i).toString(),
                    Option.apply(i),
                    conf,
                    Option.empty()));
        }
        return cluster;
    }

    /** What an application needs beside the address of the master. */
    public Map<String, String> settings() {
        return Map.of(
                "spark.master",
                url,
                "spark.executor.cores",
                "1",
                "spark.executor.memory",
                "512m",
                "spark.executor.extraClassPath",
                classPath(),
                "spark.executor.extraJavaOptions",
                "--add-modules=jdk.incubator.vector",
                // The class path above takes the place of a Spark home.
                "spark.executorEnv.SPARK_TESTING",
                "1",
                "spark.executorEnv.SPARK_SCALA_VERSION",
                "2.12",
                "spark.executorEnv.OMP_NUM_THREADS",
                "1");
    }

    /** An executor has a working directory of its own. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The configuration of an application. */
    public SparkConf conf() {
        SparkConf conf = new SparkConf(false);
        settings().forEach(conf::set);
        return conf;
    }

    /** The address of the master. */
    public String url() {
        return url;
    }

    /** The executors' processes, the oldest first. */
    public List<ProcessHandle> executors() {
        // The rest of the command line is cut off behind the class path.
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .sorted(Comparator.comparing(
                        process -> process.info().startInstant().orElseThrow()))
                .toList();
    }

    /** Kills an executor as {@code kill -9} does, and waits until it is gone. */
    public void killAnExecutor() throws Exception {
        List<ProcessHandle> executors = executors();
        assertThat(executors).isNotEmpty();
        ProcessHandle victim = executors.get(0);
        assertThat(victim.destroyForcibly()).isTrue();
        victim.onExit().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        for (int i = servers.size() - 1; i >= 0; i--) {
            servers.get(i).shutdown();
            servers.get(i).awaitTermination();
        }
    }
}
