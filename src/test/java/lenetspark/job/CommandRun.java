package lenetspark.job;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import lenetspark.cli.LeNetCommand;

/**
 * Result of a command that ran in this process.
 *
 * @param exitCode exit code of the process
 * @param out lines of the standard output
 * @param err lines of the standard error
 */
public record CommandRun(int exitCode, List<String> out, List<String> err) {

    /** Spark properties, as spark-submit passes them, for a machine without a network. */
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.ui.enabled", "false",
            "spark.log.level", "ERROR",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1");

    /** Runs a command on two local cores. */
    public static CommandRun of(String... arguments) {
        return on("local[2]", arguments);
    }

    /** Runs a command on the given Spark master. */
    public static CommandRun on(String master, String... arguments) {
        Properties before = (Properties) System.getProperties().clone();
        System.setProperty("spark.master", master);
        try {
            return here(arguments);
        } finally {
            System.setProperties(before);
        }
    }

    /** Runs a command as if started without spark-submit. */
    public static CommandRun withoutSpark(String... arguments) {
        Properties before = (Properties) System.getProperties().clone();
        System.clearProperty("spark.master");
        try {
            return here(arguments);
        } finally {
            System.setProperties(before);
        }
    }

    private static CommandRun here(String... arguments) {
        SETTINGS.forEach(System::setProperty);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = LeNetCommand.run(arguments, stream(out), stream(err));
        return new CommandRun(exitCode, lines(out), lines(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
