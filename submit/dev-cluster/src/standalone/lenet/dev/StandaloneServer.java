package lenet.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spark's own cluster manager on loopback: a master and two workers of one core each, every one in a process of its own. The
 * second argument is the Spark home.
 */
final class StandaloneServer {

    private static final int WORKERS = 2;

    private final Server server;
    private final String sparkHome;

    private StandaloneServer(Server server, String sparkHome) {
        this.server = server;
        this.sparkHome = sparkHome;
    }

    public static void main(String[] arguments) throws Exception {
        Server.requireArguments(arguments, "DIRECTORY", "SPARK_HOME");
        new StandaloneServer(new Server(Path.of(arguments[0])), arguments[1]).run();
    }

    private void run() throws IOException, InterruptedException {
        Process master = start("master", "deploy.master.Master", "--host", "127.0.0.1", "--port", "0");
        String url = await(master, "master", "Starting Spark master at (spark://\\S+)");
        List<Process> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            String work = server.directory("work-" + i).toString();
            workers.add(start(
                    "worker-" + i,
                    "deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    work,
                    url));
        }
        for (int i = 0; i < WORKERS; i++) {
            await(workers.get(i), "worker-" + i, "(Successfully registered with master)");
        }
        server.says("master", url).serve();
    }

    private Process start(String name, String type, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(sparkHome + "/bin/spark-class", "org.apache.spark." + type, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment()
                .put("SPARK_CONF_DIR", server.directory("no-settings").toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_DAEMON_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return builder.start();
    }

    private Path log(String name) throws IOException {
        return server.directory("logs").resolve(name + ".log");
    }

    private String await(Process process, String name, String line) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(line);
        while (process.isAlive()) {
            Matcher matcher = pattern.matcher(Files.readString(log(name)));
            if (matcher.find()) {
                return matcher.group(1);
            }
            Thread.sleep(50);
        }
        throw new IOException("The " + name + " ended: " + Files.readString(log(name)));
    }
}
