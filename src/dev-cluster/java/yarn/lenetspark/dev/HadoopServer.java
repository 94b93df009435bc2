package lenetspark.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.net.ScriptBasedMapping;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/** HDFS and YARN of one node each on loopback, and the directory for HADOOP_CONF_DIR. */
final class HadoopServer {

    private static final String LOOPBACK = "127.0.0.1";

    private HadoopServer() {}

    public static void main(String[] arguments) throws Exception {
        Server.requireArguments(arguments, "DIRECTORY");
        Server server = new Server(Path.of(arguments[0]));
        Configuration conf = new YarnConfiguration();
        MiniDFSCluster hdfs = hdfs(conf, server.directory("hdfs"));
        ResourceManager resources = resourceManager(conf);
        nodeManager(resources.getConfig(), server.directory("yarn"));
        while (resources.getResourceScheduler().getClusterResource().getVirtualCores() == 0) {
            Thread.sleep(50);
        }
        Path client = server.directory("conf");
        // In all three, because the defaults of each would take precedence over core-site.xml.
        for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "yarn-site.xml"}) {
            try (OutputStream out = Files.newOutputStream(client.resolve(name))) {
                resources.getConfig().writeXml(out);
            }
        }
        server.publish("conf", client.toString())
                .publish("filesystem", hdfs.getURI().toString())
                .serve();
    }

    private static MiniDFSCluster hdfs(Configuration conf, Path directory) throws IOException {
        conf.set("dfs.namenode.safemode.extension", "0");
        conf.set("dfs.replication", "1");
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        cluster.waitActive();
        // The mini cluster has set a class of its test jars, which Spark's executors do not have.
        conf.set("net.topology.node.switch.mapping.impl", ScriptBasedMapping.class.getName());
        conf.set("fs.defaultFS", cluster.getURI().toString());
        return cluster;
    }

    private static ResourceManager resourceManager(Configuration conf) throws IOException {
        for (String server : new String[] {"", ".scheduler", ".resource-tracker", ".admin", ".webapp"}) {
            conf.set("yarn.resourcemanager" + server + ".address", LOOPBACK + ":" + freePort());
        }
        conf.set("yarn.resourcemanager.hostname", LOOPBACK);
        conf.set("yarn.scheduler.minimum-allocation-mb", "128");
        conf.set("yarn.scheduler.capacity.root.queues", "default");
        conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
        // By default, the share of application masters in a cluster this small is less than one container.
        conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        conf.set("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "100");
        // Spark's own jars contain the classes that the client needs.
        conf.set("yarn.application.classpath", "");
        ResourceManager manager = new ResourceManager();
        manager.init(conf);
        manager.start();
        return manager;
    }

    private static void nodeManager(Configuration conf, Path directory) {
        for (String server : new String[] {"", ".localizer", ".webapp", ".collector-service"}) {
            conf.set("yarn.nodemanager" + server + ".address", LOOPBACK + ":0");
        }
        conf.set("yarn.nodemanager.hostname", LOOPBACK);
        conf.set("yarn.nodemanager.resource.memory-mb", "16384");
        conf.set("yarn.nodemanager.resource.cpu-vcores", "16");
        conf.set("yarn.nodemanager.pmem-check-enabled", "false");
        conf.set("yarn.nodemanager.vmem-check-enabled", "false");
        conf.set("yarn.nodemanager.local-dirs", directory.resolve("local").toString());
        conf.set("yarn.nodemanager.log-dirs", directory.resolve("logs").toString());
        conf.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");
        // Logs are kept for an hour, so that developers can read them.
        conf.set("yarn.nodemanager.delete.debug-delay-sec", "3600");
        NodeManager manager = new NodeManager();
        manager.init(conf);
        manager.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }
}
