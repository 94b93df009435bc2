package lenetspark.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Lifetime of a server: a file says when it is ready, and its end is that of all processes that it started. */
final class Server {

    private final Path directory;
    private final Properties published = new Properties();

    /** Creates a server that writes everything to a directory. */
    Server(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory.toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(Server::endDescendants));
    }

    /** Exits with one line and exit code 2 unless there is an argument for each name that is not in brackets. */
    static void requireArguments(String[] arguments, String... names) {
        long required = Stream.of(names).filter(name -> !name.startsWith("[")).count();
        if (arguments.length < required || arguments.length > names.length) {
            System.err.printf("Usage: %s; got: %s%n", String.join(" ", names), String.join(" ", arguments));
            System.exit(2);
        }
    }

    private static void endDescendants() {
        // All are listed first, because the children of a process that has exited have another parent.
        List<ProcessHandle> descendants = ProcessHandle.current().descendants().toList();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Creates a directory in that of the server. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** Adds a property to {@code ready.properties}, such as an address. */
    Server publish(String name, String value) {
        published.setProperty(name, value);
        return this;
    }

    /** Writes {@code ready.properties}, and waits for SIGTERM. */
    void serve() throws IOException, InterruptedException {
        Path unfinished = directory.resolve("ready.properties.part");
        try (var out = Files.newBufferedWriter(unfinished)) {
            published.store(out, null);
        }
        Files.move(unfinished, directory.resolve("ready.properties"), StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
