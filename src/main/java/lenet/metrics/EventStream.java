package lenet.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lenet.storage.OwnershipLostException;

/**
 * Gives every event to every sink, and lets no sink end the training: one that cannot take an event is named once and left
 * out from then on, one that cannot be flushed is asked again at the next flush. Only that the run directory is lost ends it.
 */
public final class EventStream {

    private final List<EventSink> sinks;
    private final Consumer<String> warnings;

    /**
     * A stream to {@code sinks}.
     *
     * @param warnings hears one line for every failure
     */
    public EventStream(List<EventSink> sinks, Consumer<String> warnings) {
        this.sinks = new ArrayList<>(sinks);
        this.warnings = warnings;
    }

    /** Hands {@code event} to every sink. */
    public void publish(TrainingEvent event) {
        sinks.removeIf(sink -> {
            try {
                sink.accept(event);
                return false;
            } catch (OwnershipLostException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                warnings.accept("metrics sink " + name(sink) + " failed and is left out: " + reason(e));
                return true;
            }
        });
    }

    /** Flushes every sink. */
    public void flush() {
        for (EventSink sink : sinks) {
            try {
                sink.flush();
            } catch (OwnershipLostException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                warnings.accept("metrics sink " + name(sink) + " could not write, trying again at the next checkpoint: "
                        + reason(e));
            }
        }
    }

    /**
     * Flushes every sink for the last time.
     *
     * @throws IOException if one could not write: there is no other time to try
     */
    public void finish() throws IOException {
        for (EventSink sink : sinks) {
            sink.flush();
        }
    }

    private static String name(EventSink sink) {
        return sink.getClass().getSimpleName();
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
