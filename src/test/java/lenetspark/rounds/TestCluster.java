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
 * A standalone cluster whose master and workers run in the test's JVM, and whose executors are processes with the test's
 * class path. Each worker has its own loopback address, because Spark starts a speculative task only on another host.
 */
public final class TestCluster implements AutoCloseable {

    private static final int WORKER_MEMORY_MIB = 4096;

    private final List<RpcEnv> servers = new ArrayList<>();
    private final String url;

    private TestCluster(String url, RpcEnv master) {
        this.url = url;
        servers.add(master);
    }

    /** Starts a cluster that stores the files of the executors in {@code directory}. */
    public static TestCluster start(int workers, int coresPerWorker, Path directory) {
        SparkConf conf = new SparkConf(false);
        Tuple3<RpcEnv, Object, Option<Object>> master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf);
        TestCluster cluster = new TestCluster("spark://" + master._1().address().hostPort(), master._1());
        for (int i = 1; i <= workers; i++) {
            cluster.servers.add(Worker.startRpcEnvAndEndpoint(
                    "127.0.0." + i,
                    0,
                    0,
                    coresPerWorker,
                    WORKER_MEMORY_MIB,
                    new String[] {cluster.url},
                    directory.resolve("worker-" + i).toString(),
                    Option.apply(i),
                    conf,
                    Option.empty()));
        }
        return cluster;
    }

    /** Returns the Spark settings of an application on this cluster. */
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
                // Spark finds its jars on the class path above, not in a Spark home.
                "spark.executorEnv.SPARK_TESTING",
                "1",
                "spark.executorEnv.SPARK_SCALA_VERSION",
                "2.12",
                "spark.executorEnv.OMP_NUM_THREADS",
                "1");
    }

    /** Returns the class path with absolute paths, because executors have other working directories. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns {@link #settings} as the configuration of an application. */
    public SparkConf conf() {
        SparkConf conf = new SparkConf(false);
        settings().forEach(conf::set);
        return conf;
    }

    /** Returns the URL of the master. */
    public String url() {
        return url;
    }

    /** Returns the processes of the executors, oldest first. */
    public List<ProcessHandle> executors() {
        // The arguments cannot be checked: the command line is truncated after the class path.
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .sorted(Comparator.comparing(
                        process -> process.info().startInstant().orElseThrow()))
                .toList();
    }

    /** Kills the oldest executor as {@code kill -9} does and waits until its process has ended. */
    public void killOldestExecutor() throws Exception {
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
