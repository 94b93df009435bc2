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
 * Any number of slots and partitions, with tasks that begin, work, die and are copied in any order: every round ends with
 * every partition's result, and never because time passes with nothing else left to happen but the patience with waiting
 * tasks.
 */
class RoundCoordinatorPropertiesTest {

    private static final int ROUNDS = 12;
    private static final int MOST_EVENTS = 20_000;

    @Property(tries = 500)
    void everyRoundEnds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int slots,
            @ForAll @IntRange(min = 1, max = 6) int partitions,
            @ForAll @IntRange(max = 30) int percentDying,
            @ForAll @IntRange(max = 30) int percentCopied) {
        Cluster cluster = new Cluster(new Random(seed), slots, partitions, percentDying, percentCopied);
        for (int round = 1; round <= ROUNDS; round++) {
            cluster.round(round);
        }
    }

    /** A scheduler of one job after the other, as Spark's: a partition of the newest is tried until a task of it ends well. */
    private static final class Cluster {
        private final Random random;
        private final int slots;
        private final int partitions;
        private final int percentDying;
        private final int percentCopied;
        private final RoundCoordinator<String> coordinator;
        private final List<Task> running = new ArrayList<>();
        private long nanos;
        private int session;
        private int round;
        private boolean[] ended = {};

        Cluster(Random random, int slots, int partitions, int percentDying, int percentCopied) {
            this.random = random;
            this.slots = slots;
            this.partitions = partitions;
            this.percentDying = percentDying;
            this.percentCopied = percentCopied;
            coordinator = new RoundCoordinator<>(partitions, new ResultLimit(0), () -> nanos);
        }

        void round(int number) {
            round = number;
            if (random.nextBoolean()) {
                openIfNeeded();
                for (int event = random.nextInt(20); event > 0; event--) {
                    happen();
                }
            }
            while (!coordinator.next(number, number, partition -> {})) {
                openIfNeeded();
            }
            int events = 0;
            while (!coordinator.isComplete()) {
                assertThat(events++).as("events in a round").isLessThan(MOST_EVENTS);
                happen();
            }
            int done = number;
            assertThat(coordinator.results())
                    .containsExactlyElementsOf(IntStream.range(0, partitions)
                            .mapToObj(partition -> partition + " of " + done)
                            .toList());
        }

        private void openIfNeeded() {
            if (coordinator.isClosing()) {
                session = coordinator.open();
                // Whether the slots are there or other jobs have them.
                if (random.nextBoolean()) {
                    coordinator.expectAll();
                }
                ended = new boolean[partitions];
            }
        }

        private void happen() {
            List<Runnable> possible = new ArrayList<>();
            if (running.size() < slots) {
                begins().forEach(partition -> possible.add(() -> running.add(new Task(session, partition))));
            }
            for (Task task : running) {
                Object answer = task.answer;
                if (answer != null) {
                    possible.add(() -> step(task, answer));
                }
                if (random.nextInt(100) < percentDying) {
                    possible.add(() -> running.remove(task));
                }
            }
            if (possible.isEmpty() || random.nextInt(50) == 0) {
                nanos += RoundCoordinator.PATIENCE.toNanos() + 1;
                coordinator.glance();
                return;
            }
            possible.get(random.nextInt(possible.size())).run();
        }

        /** Partitions of the newest job without a task, and some with one. */
        private List<Integer> begins() {
            return IntStream.range(0, partitions)
                    .filter(partition -> !ended[partition]
                            && (running.stream()
                                            .noneMatch(task -> task.session == session && task.partition == partition)
                                    || random.nextInt(100) < percentCopied))
                    .boxed()
                    .toList();
        }

        private void step(Task task, Object answer) {
            if (!answer.equals(RoundCoordinator.LEAVE)) {
                task.work((Integer) answer);
                return;
            }
            running.remove(task);
            if (task.session == session) {
                ended[task.partition] = true;
                // Spark kills the other copies.
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
                coordinator.report(RoundReply.arrival(session, partition), 1, order -> answer = order);
            }

            void work(int number) {
                assertThat(number).isLessThanOrEqualTo(round);
                answer = null;
                coordinator.report(
                        new RoundReply<>(session, partition, number, partition + " of " + number),
                        1,
                        next -> answer = next);
            }
        }
    }
}
