package lenetspark.submit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Copy of the scripts in a temporary checkout, with stubs of the programs that they call, so that neither network nor
 * Spark is needed.
 */
final class Checkout {

    /** Exit code and output of a script. */
    record Outcome(int exitCode, String output, String errors) {}

    /** Directory of the actual project. */
    static final Path SOURCE = Path.of(System.getProperty("lenet.basedir", "")).toAbsolutePath();

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private final Path home;
    private final Path workspace;
    private final Path programs;

    Checkout(Path workspace) throws IOException {
        this.workspace = workspace;
        home = workspace.resolve("a checkout");
        programs = workspace.resolve("programs");
        for (String directory : List.of("submit", "conf", "src/bench", "src/site")) {
            copy(SOURCE.resolve(directory), home.resolve(directory));
        }
        Files.createDirectories(home.resolve("src/main"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        program("bin/spark-submit", "printf '[%s]\\n' \"$@\"");
        write(
                home.resolve("datasets/fetch.sh"),
                """
                echo "fetched $*" >&2
                cd "${0%/*}" && mkdir -p mnist
                touch mnist/{train,t10k}-{images-idx3,labels-idx1}-ubyte
                exit "${FETCH_EXIT:-0}\"""");
        program("mvn", "echo 'no build was expected'; exit 1");
        touch("target/lenet-spark.jar", 60);
    }

    Path path(String relative) {
        return home.resolve(relative);
    }

    /** Stub of a Spark home. */
    Path sparkHome() {
        return programs;
    }

    /** Replaces a program by a script. */
    Path program(String name, String body) throws IOException {
        return write(programs.resolve(name), body);
    }

    /** Sets the modification time of a file to the given number of seconds in the future. */
    void touch(String relative, int seconds) throws IOException {
        Path file = home.resolve(relative);
        Files.createDirectories(file.getParent());
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    /** Runs a script of the checkout from another directory. */
    Outcome run(String script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/bash", path(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workspace.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(SPARK|LENET|OMP)_.*|JDK_JAVA_OPTIONS|MAVEN_.*"));
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        builder.environment().put("SPARK_HOME", sparkHome().toString());
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        return outcome(builder);
    }

    /** Runs a command and waits for its end. */
    Outcome outcome(ProcessBuilder builder) throws IOException, InterruptedException {
        Path output = Files.createTempFile(workspace, "output", ".txt");
        Path errors = Files.createTempFile(workspace, "errors", ".txt");
        Process process = builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Still running after 60 s: " + builder.command());
        }
        return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    private static Path write(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("Cannot be made executable: " + file);
        }
        return file;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
