package lenetspark.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lenetspark.storage.OwnershipLostException;
import org.jspecify.annotations.Nullable;

/**
 * Gives every event to every sink, and lets no sink end the training: one that cannot take an event is named once and left
 * out from then on, one that cannot be flushed is asked again at the next flush. Every sink has its turn, whatever the others
 * throw; only the loss of the run directory ends the training at once.
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

    /**
     * Hands {@code event} to every sink.
     *
     * @throws VirtualMachineError if a sink found the JVM without memory or stack, once the others have had the event
     */
    public void publish(TrainingEvent event) {
        Failures fatal = new Failures();
        sinks.removeIf(sink -> {
            try {
                sink.accept(event);
                return false;
            } catch (OwnershipLostException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                leftOut(sink, e);
                return true;
            } catch (Error e) {
                fatal.addIfOfTheJvm(e);
                leftOut(sink, e);
                return true;
            }
        });
        fatal.throwUnchecked();
    }

    private void leftOut(EventSink sink, Throwable e) {
        warnings.accept("metrics sink " + name(sink) + " failed and is left out: " + reason(e));
    }

    /**
     * Flushes every sink.
     *
     * @throws VirtualMachineError if a sink found the JVM without memory or stack, once the others have been flushed
     */
    public void flush() {
        Failures fatal = new Failures();
        for (EventSink sink : sinks) {
            try {
                sink.flush();
            } catch (OwnershipLostException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                toBeTriedAgain(sink, e);
            } catch (Error e) {
                fatal.addIfOfTheJvm(e);
                toBeTriedAgain(sink, e);
            }
        }
        fatal.throwUnchecked();
    }

    private void toBeTriedAgain(EventSink sink, Throwable e) {
        warnings.accept(
                "metrics sink " + name(sink) + " could not write, trying again at the next checkpoint: " + reason(e));
    }

    /**
     * Flushes every sink for the last time, also those behind one that fails.
     *
     * @throws IOException if one could not write: there is no other time to try. The first failure is thrown, and has the
     *     others as suppressed ones
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

    /** What is thrown after every sink had its turn. */
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
         * A sink that lacks a class or fails an assertion is broken by itself, as after an exception. A JVM without memory
         * or stack is no place to train on, whichever sink found it.
         */
        void addIfOfTheJvm(Error error) {
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
