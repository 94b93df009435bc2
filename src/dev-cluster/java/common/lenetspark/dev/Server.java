package lenetspark.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** What the servers have in common: they end with all that they started, and say by a file that they are up. */
final class Server {

    private final Path directory;
    private final Properties facts = new Properties();

    /** A server that keeps everything in a directory. */
    Server(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory.toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(Server::endDescendants));
    }

    /** Ends the process with one line and exit code 2 unless there is an argument for each name that is not in brackets. */
    static void requireArguments(String[] arguments, String... names) {
        long required = Stream.of(names).filter(name -> !name.startsWith("[")).count();
        if (arguments.length < required || arguments.length > names.length) {
            System.err.printf("Usage: %s; got: %s%n", String.join(" ", names), String.join(" ", arguments));
            System.exit(2);
        }
    }

    private static void endDescendants() {
        // A process that ends hands its children to another parent, so first all are found.
        List<ProcessHandle> descendants = ProcessHandle.current().descendants().toList();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** A directory of its own. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** What its users need to know. */
    Server says(String name, String value) {
        facts.setProperty(name, value);
        return this;
    }

    /** Writes {@code ready.properties}, and waits for the signal to end. */
    void serve() throws IOException, InterruptedException {
        Path unfinished = directory.resolve("ready.properties.part");
        try (var out = Files.newBufferedWriter(unfinished)) {
            facts.store(out, null);
        }
        Files.move(unfinished, directory.resolve("ready.properties"), StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
