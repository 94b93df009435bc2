package lenetspark.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final List<String> warnings = new ArrayList<>();
    private final Recorder first = new Recorder();
    private final Recorder last = new Recorder();

    private static class Recorder implements EventSink {
        final List<TrainingEvent> events = new ArrayList<>();
        private int flushes;

        int flushed() {
            return flushes;
        }

        @Override
        public void accept(TrainingEvent event) {
            events.add(event);
        }

        @Override
        public void flush() {
            flushes++;
        }
    }

    private static final class Failing implements EventSink {
        private int calls;

        @Override
        public void accept(TrainingEvent event) throws IOException {
            calls++;
            throw new IOException("no space left");
        }
    }

    private static final class FailingToFlush extends Recorder {
        private int failures;

        @Override
        public void flush() {
            if (failures > 0) {
                failures--;
                throw new IllegalStateException();
            }
            super.flush();
        }
    }

    private EventStream stream(EventSink... sinks) {
        return new EventStream(List.of(sinks), warnings::add);
    }

    @Test
    void shouldPublishEveryEventToEverySinkInOrder() {
        EventStream stream = stream(first, last);
        stream.publish(Events.ROUND);
        stream.publish(Events.EPOCH);
        stream.flush();

        assertThat(first.events).containsExactly(Events.ROUND, Events.EPOCH);
        assertThat(last.events).containsExactly(Events.ROUND, Events.EPOCH);
        assertThat(first.flushes).isEqualTo(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldDisableAFailingSinkWithOneWarning() {
        Failing failing = new Failing();
        EventStream stream = stream(first, failing, last);
        stream.publish(Events.ROUND);
        stream.publish(Events.EPOCH);
        stream.flush();

        assertThat(failing.calls).isEqualTo(1);
        assertThat(warnings).containsExactly("metrics sink Failing failed and was disabled: no space left");
        assertThat(first.events).containsExactly(Events.ROUND, Events.EPOCH);
        assertThat(last.events).containsExactly(Events.ROUND, Events.EPOCH);
        assertThat(last.flushes).isEqualTo(1);
    }

    @Test
    void shouldRetryASinkThatCouldNotBeFlushed() {
        FailingToFlush failing = new FailingToFlush();
        failing.failures = 1;
        EventStream stream = stream(failing, last);
        stream.publish(Events.ROUND);
        stream.flush();
        stream.publish(Events.EPOCH);
        stream.flush();

        assertThat(failing.events).containsExactly(Events.ROUND, Events.EPOCH);
        assertThat(failing.flushed()).isEqualTo(1);
        assertThat(warnings)
                .containsExactly("metrics sink FailingToFlush could not write, retrying at the next checkpoint:"
                        + " IllegalStateException");
        assertThat(last.flushes).isEqualTo(2);
    }

    @Test
    void shouldFailAtTheEndWhenASinkCannotBeFlushed() throws IOException {
        FailingToFlush failing = new FailingToFlush();
        failing.failures = 1;
        EventStream stream = stream(failing);

        assertThatThrownBy(stream::finish).isInstanceOf(IllegalStateException.class);
        stream.finish();

        assertThat(failing.flushed()).isEqualTo(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldAcceptEventsWithoutAnySink() {
        EventStream stream = stream(new Failing());
        stream.publish(Events.ROUND);
        stream.publish(Events.EPOCH);
        stream.flush();

        assertThat(warnings).hasSize(1);
    }

    /** A sink that throws an error from every method. */
    private static EventSink throwing(Error error) {
        return new EventSink() {
            @Override
            public void accept(TrainingEvent event) {
                throw error;
            }

            @Override
            public void flush() {
                throw error;
            }
        };
    }

    @Test
    void shouldPublishToTheSinksAfterOneThatThrowsAnError() {
        EventStream stream = stream(first, throwing(new NoClassDefFoundError("org/mlflow/Client")), last);
        stream.publish(Events.ROUND);
        stream.publish(Events.EPOCH);

        assertThat(last.events).containsExactly(Events.ROUND, Events.EPOCH);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("metrics sink ")
                .endsWith(" failed and was disabled: org/mlflow/Client");
    }

    @Test
    void shouldThrowAVirtualMachineErrorAfterTheOtherSinksReceivedTheEvent() {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        EventStream stream = stream(throwing(error), last);

        assertThatThrownBy(() -> stream.publish(Events.ROUND)).isSameAs(error);
        assertThat(last.events).containsExactly(Events.ROUND);
    }

    @Test
    void shouldFlushTheSinksAfterOneThatThrowsAnError() {
        stream(throwing(new AssertionError("no chunk")), last).flush();
        assertThat(warnings)
                .singleElement()
                .asString()
                .endsWith(" could not write, retrying at the next checkpoint: no chunk");

        StackOverflowError error = new StackOverflowError();
        assertThatThrownBy(() -> stream(throwing(error), last).flush()).isSameAs(error);
        assertThat(last.flushes).isEqualTo(2);
    }

    @Test
    void shouldFlushEverySinkAtTheEndAndThrowTheFirstFailure() {
        FailingToFlush failing = new FailingToFlush();
        failing.failures = 1;
        NoClassDefFoundError error = new NoClassDefFoundError("org/mlflow/Client");
        EventStream stream = stream(failing, throwing(error), last);

        assertThatThrownBy(stream::finish)
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(error));
        assertThat(last.flushes).isEqualTo(1);
    }
}
