package lenet.job;

import java.io.PrintStream;

/** What a command prints: results to {@code out}, warnings to {@code err}. */
record Console(PrintStream out, PrintStream err) {

    void print(String line) {
        out.println(line);
    }

    void warn(String line) {
        err.println("lenet: warning: " + Failure.oneLine(line));
    }
}
