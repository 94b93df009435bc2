package lenetspark.metrics;

import java.io.IOException;

/** Somewhere that a run's events go. */
public interface EventSink {

    /** Takes one event. */
    void accept(TrainingEvent event) throws IOException;

    /** Makes what was taken so far durable; called with every checkpoint, after a failure too, and at the end of the run. */
    default void flush() throws IOException {}
}
