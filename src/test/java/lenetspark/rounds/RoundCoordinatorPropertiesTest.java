package lenetspark.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * Simulates any number of slots and partitions, with tasks that start, finish, fail and are copied in any order. Every round
 * must complete with the result of every partition within a bounded number of events.
 */
class RoundCoordinatorPropertiesTest {

    private static final int ROUNDS = 12;
    private static final int MAX_EVENTS = 20_000;

    @Property(tries = 500)
    void shouldCompleteEveryRound(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int slots,
            @ForAll @IntRange(min = 1, max = 6) int partitions,
            @ForAll @IntRange(max = 30) int percentFailing,
            @ForAll @IntRange(max = 30) int percentSpeculative) {
        Cluster cluster = new Cluster(new Random(seed), slots, partitions, percentFailing, percentSpeculative);
        for (int round = 1; round <= ROUNDS; round++) {
            cluster.round(round);
        }
    }

    /** A scheduler of one job after the other, like Spark's: each partition of the newest job is retried until a task succeeds. */
    private static final class Cluster {
        private final Random random;
        private final int slots;
        private final int partitions;
        private final int percentFailing;
        private final int percentSpeculative;
        private final RoundCoordinator<String> coordinator;
        private final List<Task> running = new ArrayList<>();
        private long nanos;
        private int session;
        private int round;
        private boolean[] succeeded = {};

        Cluster(Random random, int slots, int partitions, int percentFailing, int percentSpeculative) {
            this.random = random;
            this.slots = slots;
            this.partitions = partitions;
            this.percentFailing = percentFailing;
            this.percentSpeculative = percentSpeculative;
            coordinator = new RoundCoordinator<>(partitions, new ResultLimit(0), () -> nanos);
        }

        void round(int number) {
            round = number;
            if (random.nextBoolean()) {
                openIfNeeded();
                for (int event = random.nextInt(20); event > 0; event--) {
                    runEvent();
                }
            }
            while (!coordinator.beginRound(number, number, partition -> {})) {
                openIfNeeded();
            }
            int events = 0;
            while (!coordinator.isComplete()) {
                assertThat(events++).as("events in a round").isLessThan(MAX_EVENTS);
                runEvent();
            }
            int completed = number;
            assertThat(coordinator.results())
                    .containsExactlyElementsOf(IntStream.range(0, partitions)
                            .mapToObj(partition -> partition + " of " + completed)
                            .toList());
        }

        private void openIfNeeded() {
            if (coordinator.isClosing()) {
                session = coordinator.openSession();
                // Other jobs may use some of the slots.
                if (random.nextBoolean()) {
                    coordinator.waitForAllTasks();
                }
                succeeded = new boolean[partitions];
            }
        }

        private void runEvent() {
            List<Runnable> possible = new ArrayList<>();
            if (running.size() < slots) {
                startablePartitions()
                        .forEach(partition -> possible.add(() -> running.add(new Task(session, partition))));
            }
            for (Task task : running) {
                Object answer = task.answer;
                if (answer != null) {
                    possible.add(() -> step(task, answer));
                }
                if (random.nextInt(100) < percentFailing) {
                    possible.add(() -> running.remove(task));
                }
            }
            if (possible.isEmpty() || random.nextInt(50) == 0) {
                nanos += RoundCoordinator.IDLE_TIMEOUT.toNanos() + 1;
                coordinator.expireIdle();
                return;
            }
            possible.get(random.nextInt(possible.size())).run();
        }

        /** Returns the partitions of the newest job without a running task and, for speculative copies, some with one. */
        private List<Integer> startablePartitions() {
            return IntStream.range(0, partitions)
                    .filter(partition -> !succeeded[partition]
                            && (running.stream()
                                            .noneMatch(task -> task.session == session && task.partition == partition)
                                    || random.nextInt(100) < percentSpeculative))
                    .boxed()
                    .toList();
        }

        private void step(Task task, Object answer) {
            if (!answer.equals(RoundCoordinator.EXIT)) {
                task.runRound((Integer) answer);
                return;
            }
            running.remove(task);
            if (task.session == session) {
                succeeded[task.partition] = true;
                // Spark kills the other copies of the task.
                running.removeIf(copy -> copy.session == session && copy.partition == task.partition);
            }
        }

        private final class Task {
            private final int session;
            private final int partition;
            private @Nullable Object answer;

            Task(int session, int partition) {
                this.session = session;
                this.partition = partition;
                coordinator.receive(RoundReply.started(session, partition), 1, message -> answer = message);
            }

            void runRound(int number) {
                assertThat(number).isLessThanOrEqualTo(round);
                answer = null;
                coordinator.receive(
                        new RoundReply<>(session, partition, number, partition + " of " + number),
                        1,
                        message -> answer = message);
            }
        }
    }
}
