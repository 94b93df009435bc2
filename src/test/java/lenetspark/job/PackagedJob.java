package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged jar and a Spark home, for tests that start processes. */
public final class PackagedJob {

    public static final Path CHECKOUT =
            Path.of(System.getProperty("lenet.basedir", "")).toAbsolutePath();
    public static final Path JAR = CHECKOUT.resolve("target/lenet-spark.jar");

    /** Output of a process that has ended. */
    public record Outcome(int exitCode, List<String> out, List<String> err) {}

    private PackagedJob() {}

    /** Returns whether the jar was built from these sources, as in a full build. */
    private static boolean isFresh() throws IOException {
        if (Files.notExists(JAR)) {
            return false;
        }
        FileTime built = Files.getLastModifiedTime(JAR);
        try (Stream<Path> sources =
                Stream.concat(Stream.of(CHECKOUT.resolve("pom.xml")), Files.walk(CHECKOUT.resolve("src/main")))) {
            for (Path source : sources.toList()) {
                if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Returns the absolute path of a script, which is named by its path in the checkout. */
    public static String script(String path) {
        return CHECKOUT.resolve(path).toString();
    }

    /**
     * Returns the path of a Spark home; skips the test if the jar is outdated. The first call in a checkout assembles the home.
     *
     * @param modules modules for a cluster or a store, by their names in submit/spark-home.sh
     */
    public static String sparkHome(Path workspace, String... modules) throws Exception {
        assumeTrue(isFresh(), JAR + " must be newer than its sources: run mvn verify");
        List<String> command = new ArrayList<>(List.of(script("submit/spark-home.sh")));
        command.addAll(List.of(modules));
        Outcome assembled = run(workspace, Map.of(), command);
        assertThat(assembled.exitCode()).as("%s", assembled.err()).isZero();
        return assembled.out().get(0);
    }

    /** Returns a command that does not see the Spark settings of this machine. */
    public static ProcessBuilder command(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectInput(new File("/dev/null"));
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(SPARK|LENET|OMP|HADOOP|YARN)_.*|JDK_JAVA_OPTIONS|MAVEN_.*"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("LENET_LOG_DIR", directory.resolve("logs").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a command and waits until it ends. */
    public static Outcome run(Path directory, Map<String, String> environment, List<String> command) throws Exception {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        Process process = command(directory, environment, command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Still running after 300 s: " + command);
        }
        return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }
}
