package lenetspark.metrics;

import java.io.IOException;

/** Receiver of the events of a run. */
public interface EventSink {

    /** Receives one event. */
    void accept(TrainingEvent event) throws IOException;

    /** Makes the events received so far durable. Called at every checkpoint, also after a failure, and at the end of the run. */
    default void flush() throws IOException {}
}
