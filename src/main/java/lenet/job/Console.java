package lenet.job;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command prints: results and progress to {@code out}, warnings to {@code err}.
 *
 * @param quiet whether progress is left out
 */
record Console(PrintStream out, PrintStream err, boolean quiet) {

    Console(PrintStream out, PrintStream err) {
        this(out, err, false);
    }

    void print(String line) {
        out.println(line);
    }

    void progress(String line) {
        progress().println(line);
    }

    /** Where progress goes. */
    PrintStream progress() {
        return quiet ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : out;
    }

    void warn(String line) {
        err.println("lenet: warning: " + Failure.oneLine(line));
    }
}
