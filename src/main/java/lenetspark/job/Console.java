package lenetspark.job;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command prints: results and progress to {@code out}, warnings to {@code err}.
 *
 * @param quiet whether progress is left out
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

    /** Where progress goes. */
    public PrintStream progress() {
        return quiet ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : out;
    }

    public void warn(String line) {
        err.println("lenet: warning: " + oneLine(line));
    }

    /** Returns the text without the line breaks that libraries put into their messages. */
    public static String oneLine(String text) {
        return text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
