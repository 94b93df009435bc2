package lenetspark.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spark's own cluster manager on loopback: a master and two workers of one core each, each in a process of its own. The
 * second argument is the Spark home. With a third, a file of Spark's security settings, master and workers have these
 * settings and a secret, which is new at every start.
 */
final class StandaloneServer {

    private static final int WORKERS = 2;
    private static final int SECRET_BYTES = 32;

    private final Server server;
    private final String sparkHome;

    private StandaloneServer(Server server, String sparkHome) {
        this.server = server;
        this.sparkHome = sparkHome;
    }

    public static void main(String[] arguments) throws Exception {
        Server.requireArguments(arguments, "DIRECTORY", "SPARK_HOME", "[SETTINGS]");
        StandaloneServer cluster = new StandaloneServer(new Server(Path.of(arguments[0])), arguments[1]);
        if (arguments.length > 2) {
            cluster.secure(Path.of(arguments[2]));
        }
        cluster.run();
    }

    /** Writes the settings of the daemons, and the secret to a separate file for those who submit jobs. */
    private void secure(Path settings) throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = "spark.authenticate.secret  " + HexFormat.of().formatHex(random) + "\n";
        Path client = server.directory("secret").resolve("secret.conf");
        writePrivately(client, secret);
        writePrivately(settings().resolve("spark-defaults.conf"), Files.readString(settings) + secret);
        server.publish("secret", client.toString());
    }

    /** Writes a new file that no other user can read. */
    private static void writePrivately(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
    }

    /** Returns the directory of the daemons' settings; it is empty unless they are secured. */
    private Path settings() throws IOException {
        return server.directory("settings");
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
        server.publish("master", url).serve();
    }

    private Process start(String name, String type, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(sparkHome + "/bin/spark-class", "org.apache.spark." + type, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("SPARK_CONF_DIR", settings().toString());
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
