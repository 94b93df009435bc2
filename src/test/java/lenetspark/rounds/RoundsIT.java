package lenetspark.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;

class RoundsIT {

    /** Static, because the tasks, which run in this JVM, get deserialized copies of what they capture. */
    private static final AtomicInteger FAILURES = new AtomicInteger();

    private static final CountDownLatch STARTED = new CountDownLatch(2);

    private static JavaRDD<String> letters(JavaSparkContext context, String... letters) {
        return context.parallelize(List.of(letters), letters.length);
    }

    private static String join(int partition, String letter, int round) {
        return partition + letter + round;
    }

    /** Results of rounds 0 to 4 and the number of Spark jobs that ran them. */
    private record Outcome(List<List<String>> results, int jobs) {}

    private static Outcome fiveRounds(
            String master,
            RoundWork<String, Integer, String> work,
            Queue<Integer> partitionsWithResult,
            String... letters) {
        return LocalSpark.with(master, context -> {
            AtomicInteger jobs = new AtomicInteger();
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onJobStart(SparkListenerJobStart start) {
                    jobs.incrementAndGet();
                }
            });
            List<List<String>> results = new ArrayList<>();
            try (Rounds<String, Integer, String> rounds = new Rounds<>(context, letters(context, letters), work)) {
                for (int round = 0; round < 5; round++) {
                    results.add(rounds.run(round, partitionsWithResult::add));
                }
            }
            waitForListeners(context);
            return new Outcome(results, jobs.get());
        });
    }

    private static void waitForListeners(JavaSparkContext context) {
        try {
            context.sc().listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(60));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<List<String>> expected(String... letters) {
        List<List<String>> expected = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            List<String> results = new ArrayList<>();
            for (int partition = 0; partition < letters.length; partition++) {
                results.add(join(partition, letters[partition], round));
            }
            expected.add(results);
        }
        return expected;
    }

    @Test
    void shouldRunManyRoundsInOneJobWhenEveryPartitionHasASlot() {
        Queue<Integer> partitionsWithResult = new ConcurrentLinkedQueue<>();

        // Each task waits until both have started; otherwise the first to finish might exit to free its slot.
        Outcome outcome = fiveRounds(
                "local[2]",
                (partition, letter, round) -> {
                    STARTED.countDown();
                    awaitBoth();
                    return join(partition, letter, round);
                },
                partitionsWithResult,
                "a",
                "b");

        assertThat(outcome.results()).isEqualTo(expected("a", "b"));
        assertThat(outcome.jobs()).isEqualTo(1);
        assertThat(partitionsWithResult).hasSize(10).containsOnly(0, 1);
    }

    private static void awaitBoth() {
        try {
            STARTED.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldRunEveryRoundAsAJobWhenThereAreFewerSlotsThanPartitions() {
        Outcome outcome =
                fiveRounds("local[2]", RoundsIT::join, new ConcurrentLinkedQueue<>(), "a", "b", "c", "d", "e");

        assertThat(outcome.results()).isEqualTo(expected("a", "b", "c", "d", "e"));
        assertThat(outcome.jobs()).isEqualTo(5);
    }

    @Test
    void shouldRepeatTheWorkOfAFailedTask() {
        FAILURES.set(0);

        Outcome outcome = fiveRounds(
                "local[2,4]",
                (partition, letter, round) -> {
                    if (round == 2 && partition == 1 && FAILURES.incrementAndGet() <= 3) {
                        throw new IllegalStateException("simulated failure");
                    }
                    return join(partition, letter, round);
                },
                new ConcurrentLinkedQueue<>(),
                "a",
                "b");

        assertThat(FAILURES).hasValue(4);
        assertThat(outcome.results()).isEqualTo(expected("a", "b"));
    }

    @Test
    void shouldReportWhyATaskFailsRepeatedlyAndFreeTheSlotsOfTheOthers() {
        LocalSpark.with("local[2]", context -> {
            try (Rounds<String, Integer, String> rounds =
                    new Rounds<>(context, letters(context, "a", "b"), (partition, letter, round) -> {
                        if (partition == 1) {
                            throw new IllegalStateException("simulated failure of partition 1");
                        }
                        return letter;
                    })) {
                assertThatThrownBy(() -> rounds.run(0, partition -> {}))
                        .isInstanceOf(SparkException.class)
                        .hasMessageContaining("simulated failure of partition 1");

                assertThat(letters(context, "c", "d").count()).isEqualTo(2);
            }
            return null;
        });
    }

    @Test
    void shouldRunARoundOnPreparedTasksAndAnotherAfterTheyHaveExited() {
        LocalSpark.with("local[2]", context -> {
            try (Rounds<String, Integer, String> rounds =
                    new Rounds<>(context, letters(context, "a", "b"), RoundsIT::join)) {
                rounds.prepare();
                rounds.prepare();
                assertThat(rounds.run(0, partition -> {})).containsExactly("0a0", "1b0");

                rounds.releaseSlots();
                rounds.prepare();
                rounds.releaseSlots();

                assertThat(rounds.run(1, partition -> {})).containsExactly("0a1", "1b1");
            }
            return null;
        });
    }

    @Test
    void shouldFreeTheSlotsForAnotherJobBetweenTwoRounds() {
        LocalSpark.with("local[2]", context -> {
            try (Rounds<String, Integer, String> rounds =
                    new Rounds<>(context, letters(context, "a", "b"), RoundsIT::join)) {
                assertThat(rounds.run(0, partition -> {})).containsExactly("0a0", "1b0");

                assertThat(letters(context, "c", "d").collect()).containsExactly("c", "d");

                assertThat(rounds.run(1, partition -> {})).containsExactly("0a1", "1b1");
            }
            return null;
        });
    }

    @Test
    void shouldEndTheJobWhenTheRoundsAreClosed() {
        LocalSpark.with("local[2]", context -> {
            try (Rounds<String, Integer, String> rounds =
                    new Rounds<>(context, letters(context, "a", "b"), RoundsIT::join)) {
                rounds.run(0, partition -> {});
            }

            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                while (context.statusTracker().getActiveJobIds().length > 0) {
                    Thread.onSpinWait();
                }
            });
            return null;
        });
    }
}
