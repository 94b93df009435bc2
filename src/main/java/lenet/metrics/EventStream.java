package lenet.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gives every event to every sink. A sink that fails is named once and left out from then on: training goes on. */
public final class EventStream {

    private final List<EventSink> sinks;
    private final Consumer<String> warnings;

    /**
     * A stream to {@code sinks}.
     *
     * @param warnings hears one line for every sink that fails
     */
    public EventStream(List<EventSink> sinks, Consumer<String> warnings) {
        this.sinks = new ArrayList<>(sinks);
        this.warnings = warnings;
    }

    /** Hands {@code event} to every sink. */
    public void publish(TrainingEvent event) {
        forEach(sink -> sink.accept(event));
    }

    /** Flushes every sink. */
    public void flush() {
        forEach(EventSink::flush);
    }

    private interface Action {
        void on(EventSink sink) throws IOException;
    }

    private void forEach(Action action) {
        sinks.removeIf(sink -> {
            try {
                action.on(sink);
                return false;
            } catch (IOException | RuntimeException e) {
                warnings.accept("metrics sink " + sink.getClass().getSimpleName() + " failed and is left out: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
                return true;
            }
        });
    }
}
