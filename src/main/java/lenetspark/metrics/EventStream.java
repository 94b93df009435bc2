package lenetspark.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lenetspark.storage.OwnershipLostException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes every event to all sinks. A failing sink does not end the training: a sink that cannot accept an event is disabled
 * with one warning, and a sink that cannot be flushed is retried at the next flush. Each call reaches all sinks, whatever
 * the others throw. Only the loss of the run lock ends the training at once.
 */
public final class EventStream {

    private final List<EventSink> sinks;
    private final Consumer<String> warnings;

    /**
     * Creates a stream to {@code sinks}.
     *
     * @param warnings receives one line for every failure
     */
    public EventStream(List<EventSink> sinks, Consumer<String> warnings) {
        this.sinks = new ArrayList<>(sinks);
        this.warnings = warnings;
    }

    /**
     * Publishes {@code event} to every sink.
     *
     * @throws VirtualMachineError if a sink ran out of memory or stack; thrown after all other sinks have received the event
     */
    public void publish(TrainingEvent event) {
        Failures failures = new Failures();
        sinks.removeIf(sink -> {
            try {
                sink.accept(event);
                return false;
            } catch (OwnershipLostException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                warnOfDisabled(sink, e);
                return true;
            } catch (Error e) {
                failures.addIfVirtualMachineError(e);
                warnOfDisabled(sink, e);
                return true;
            }
        });
        failures.throwUnchecked();
    }

    private void warnOfDisabled(EventSink sink, Throwable e) {
        warnings.accept("metrics sink " + name(sink) + " failed and was disabled: " + reason(e));
    }

    /**
     * Flushes every sink.
     *
     * @throws VirtualMachineError if a sink ran out of memory or stack; thrown after all other sinks have been flushed
     */
    public void flush() {
        Failures failures = new Failures();
        for (EventSink sink : sinks) {
            try {
                sink.flush();
            } catch (OwnershipLostException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                warnOfRetry(sink, e);
            } catch (Error e) {
                failures.addIfVirtualMachineError(e);
                warnOfRetry(sink, e);
            }
        }
        failures.throwUnchecked();
    }

    private void warnOfRetry(EventSink sink, Throwable e) {
        warnings.accept(
                "metrics sink " + name(sink) + " could not write, retrying at the next checkpoint: " + reason(e));
    }

    /**
     * Flushes every sink for the last time, also those after one that fails.
     *
     * @throws IOException if a sink could not write, because there is no later retry; the other failures are added as
     *     suppressed exceptions
     */
    public void finish() throws IOException {
        Failures failures = new Failures();
        for (EventSink sink : sinks) {
            try {
                sink.flush();
            } catch (IOException | RuntimeException | Error e) {
                failures.add(e);
            }
        }
        failures.throwFirst();
    }

    /** Failures to throw after all sinks have been called. */
    private static final class Failures {
        private @Nullable Throwable first;

        void add(Throwable failure) {
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }

        /**
         * Adds only errors of the JVM. An error such as a missing class concerns the sink alone, like an exception, but a JVM
         * without memory or stack cannot continue the training.
         */
        void addIfVirtualMachineError(Error error) {
            if (error instanceof VirtualMachineError) {
                add(error);
            }
        }

        void throwUnchecked() {
            if (first instanceof Error error) {
                throw error;
            }
        }

        void throwFirst() throws IOException {
            if (first instanceof IOException exception) {
                throw exception;
            }
            if (first instanceof RuntimeException exception) {
                throw exception;
            }
            throwUnchecked();
        }
    }

    private static String name(EventSink sink) {
        return sink.getClass().getSimpleName();
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
