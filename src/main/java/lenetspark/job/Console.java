package lenetspark.job;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Output of a command: results and progress go to {@code out}, warnings to {@code err}.
 *
 * @param quiet whether to suppress progress
 */
public record Console(PrintStream out, PrintStream err, boolean quiet) {

    public Console(PrintStream out, PrintStream err) {
        this(out, err, false);
    }

    public void print(String line) {
        out.println(line);
    }

    public void progress(String line) {
        progress().println(line);
    }

    /** Returns the stream for progress. */
    public PrintStream progress() {
        return quiet ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : out;
    }

    public void warn(String line) {
        err.println("lenet: warning: " + oneLine(line));
    }

    /** Returns the text on one line. Messages of libraries may contain line breaks. */
    public static String oneLine(String text) {
        return text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
