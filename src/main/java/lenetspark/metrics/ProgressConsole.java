package lenetspark.metrics;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import lenetspark.training.round.RoundStatistics;
import org.jspecify.annotations.Nullable;

/** Sink that prints the progress: one line for each round, redrawn in place on a terminal, and one line for each epoch. */
public final class ProgressConsole implements EventSink {

    /** Kind of output. */
    public enum Medium {
        /** A terminal: each round overwrites the line of the previous round. */
        TERMINAL,
        /** A log: every line is kept. */
        LOG
    }

    private static final int BAR_WIDTH = 20;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Medium medium;
    private final LongSupplier nanoClock;
    private final int epochs;
    private @Nullable Long startNanos;
    private double fractionAtStart;
    private boolean unfinishedLine;
    private String validation = "";
    private String checkpoint = "";

    /**
     * Creates the sink of a run of {@code epochs} epochs.
     *
     * @param nanoClock elapsed time in nanoseconds, as {@link System#nanoTime}
     */
    public ProgressConsole(PrintStream out, Medium medium, int epochs, LongSupplier nanoClock) {
        this.out = out;
        this.medium = medium;
        this.epochs = epochs;
        this.nanoClock = nanoClock;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Round round) {
            printRound(round.statistics());
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            printEpoch(epoch);
        } else if (event instanceof TrainingEvent.Checkpoint saved) {
            checkpoint = "  saved " + saved.name();
        } else if (event instanceof TrainingEvent.Run && unfinishedLine) {
            out.println();
            unfinishedLine = false;
        }
    }

    private void printRound(RoundStatistics round) {
        if (medium == Medium.TERMINAL) {
            out.print(CLEAR_LINE + terminalLine(round));
            out.flush();
            unfinishedLine = true;
        } else {
            out.println(logLine(round));
        }
    }

    private String logLine(RoundStatistics round) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  round %d/%d  loss %.4f%s  %,.0f examples/s  ETA %s",
                round.epoch(),
                epochs,
                round.round(),
                round.rounds(),
                round.loss(),
                percentage("accuracy", round.trainingAccuracy()),
                round.examplesPerSecond(),
                eta(round));
    }

    /** Short enough for a terminal of 132 columns. */
    private String terminalLine(RoundStatistics round) {
        int done = BAR_WIDTH * round.round() / round.rounds();
        return String.format(
                Locale.ROOT,
                "epoch %d/%d [%s%s] loss %.4f%s  %,.0f examples/s on %d  ETA %s%s",
                round.epoch(),
                epochs,
                "=".repeat(done),
                " ".repeat(BAR_WIDTH - done),
                round.loss(),
                validation,
                round.examplesPerSecond(),
                round.replicas(),
                eta(round),
                checkpoint);
    }

    private void printEpoch(TrainingEvent.Epoch epoch) {
        validation = percentage("validation", epoch.validationAccuracy());
        String line = String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f%s%s%s  %,d examples in %.1f s (%,.0f/s: compute %.0f %%, averaging %.0f %%, waiting %.0f %%)",
                epoch.epoch(),
                epoch.epochs(),
                epoch.loss(),
                percentage("accuracy", epoch.trainingAccuracy()),
                percentage("validation", epoch.validationAccuracy()),
                percentage("average", epoch.averageValidationAccuracy()),
                epoch.examples(),
                epoch.seconds(),
                epoch.examplesPerSecond(),
                100 * epoch.computeSeconds() / epoch.seconds(),
                100 * epoch.averagingSeconds() / epoch.seconds(),
                100 * epoch.waitingSeconds() / epoch.seconds());
        out.println((medium == Medium.TERMINAL ? CLEAR_LINE : "") + line);
        unfinishedLine = false;
    }

    private static String percentage(String name, @Nullable Double share) {
        return share == null ? "" : String.format(Locale.ROOT, "  %s %.2f %%", name, 100 * share);
    }

    /** Estimates the remaining time from the average speed since the first event that this sink received. */
    private String eta(RoundStatistics round) {
        double fraction = (round.epoch() - 1 + (double) round.round() / round.rounds()) / epochs;
        long now = nanoClock.getAsLong();
        if (startNanos == null) {
            startNanos = now;
            fractionAtStart = fraction;
            return "-";
        }
        double secondsLeft = (now - startNanos) / NANOS_PER_SECOND * (1 - fraction) / (fraction - fractionAtStart);
        Duration left = Duration.ofSeconds(Math.round(secondsLeft));
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }
}
