package lenetspark.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundCoordinatorTest {

    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String LEAVE = RoundCoordinator.LEAVE;

    private static final int LIMIT = 100;

    private long nanos;
    private final List<Integer> reported = new ArrayList<>();
    private final RoundCoordinator<String> coordinator = new RoundCoordinator<>(2, new ResultLimit(LIMIT), () -> nanos);

    /** A task of a session, and the answer to what it said last; null while it waits. */
    private final class Task {
        private final int session;
        private final int partition;
        private @Nullable Object answer;

        Task(int session, int partition) {
            this.session = session;
            this.partition = partition;
            coordinator.report(RoundReply.arrival(session, partition), 1, order -> answer = order);
        }

        void reports(int round, String result) {
            reports(round, result, 1);
        }

        void reports(int round, String result, int bytes) {
            answer = null;
            coordinator.report(new RoundReply<>(session, partition, round, result), bytes, order -> answer = order);
        }
    }

    private int begin(String order) {
        int session = coordinator.open();
        assertThat(coordinator.next(1, order, reported::add)).isTrue();
        return session;
    }

    private boolean isComplete() {
        return coordinator.isComplete();
    }

    @Test
    void keepsTheTasksThatHaveReportedForTheNextRound() {
        int session = begin(FIRST);
        Task one = new Task(session, 1);
        Task zero = new Task(session, 0);
        assertThat(zero.answer).isEqualTo(FIRST);
        assertThat(one.answer).isEqualTo(FIRST);
        one.reports(1, "b");
        assertThat(one.answer).isNull();
        assertThat(isComplete()).isFalse();
        zero.reports(1, "a");
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.results()).containsExactly("a", "b");
        assertThat(reported).containsExactly(1, 0);

        assertThat(coordinator.next(2, SECOND, reported::add)).isTrue();

        assertThat(zero.answer).isEqualTo(SECOND);
        assertThat(one.answer).isEqualTo(SECOND);
        assertThat(isComplete()).isFalse();
        zero.reports(2, "c");
        one.reports(2, "d");
        assertThat(coordinator.results()).containsExactly("c", "d");
    }

    @Test
    void givesTheSlotOfADoneTaskToOneThatHasNotBegun() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);

        zero.reports(1, "a");

        assertThat(zero.answer).isEqualTo(LEAVE);
        Task one = new Task(session, 1);
        one.reports(1, "b");
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.next(2, SECOND, reported::add)).isFalse();
    }

    @Test
    void sendsAwayWhoHasWaitedForLong() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        zero.reports(1, "a");
        nanos = RoundCoordinator.PATIENCE.toNanos();
        coordinator.glance();
        assertThat(zero.answer).isNull();
        nanos++;

        coordinator.glance();

        assertThat(zero.answer).isEqualTo(LEAVE);
        one.reports(1, "b");
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.next(2, SECOND, reported::add)).isFalse();
    }

    @Test
    void givesTheOrderAgainToATaskThatTakesTheLostOnesPlaceAndEndsTheSession() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        new Task(session, 1);
        zero.reports(1, "a");

        Task again = new Task(session, 1);

        assertThat(again.answer).isEqualTo(FIRST);
        assertThat(zero.answer).isEqualTo(LEAVE);
        again.reports(1, "b");
        assertThat(again.answer).isEqualTo(LEAVE);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.results()).containsExactly("a", "b");
        assertThat(coordinator.next(2, SECOND, reported::add)).isFalse();
    }

    @Test
    void takesTheFirstOfTwoResultsOfAPartition() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        Task copy = new Task(session, 1);
        copy.reports(1, "b");
        one.reports(1, "late");
        assertThat(isComplete()).isFalse();

        zero.reports(1, "a");

        assertThat(coordinator.results()).containsExactly("a", "b");
        assertThat(List.of(zero.answer, one.answer, copy.answer)).containsOnly(LEAVE);
        assertThat(reported).containsExactly(1, 0);
    }

    @Test
    void sendsTasksOfAnEarlierSessionAway() {
        Task old = new Task(begin(FIRST), 0);
        coordinator.open();
        coordinator.next(2, SECOND, reported::add);

        old.reports(2, "not of this session");

        assertThat(old.answer).isEqualTo(LEAVE);
        assertThat(isComplete()).isFalse();
        assertThat(reported).isEmpty();
    }

    @Test
    void sendsAllAwayWhenNoRoundFollowsSoon() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        zero.reports(1, "a");

        coordinator.leave();

        one.reports(1, "b");
        assertThat(zero.answer).isEqualTo(LEAVE);
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(coordinator.next(2, SECOND, reported::add)).isFalse();
    }

    @Test
    void letsTasksWaitForTheFirstRoundAndGivesItToThoseThatComeLater() {
        int session = coordinator.open();
        Task zero = new Task(session, 0);
        assertThat(zero.answer).isNull();

        assertThat(coordinator.next(1, FIRST, reported::add)).isTrue();

        assertThat(zero.answer).isEqualTo(FIRST);
        Task one = new Task(session, 1);
        assertThat(one.answer).isEqualTo(FIRST);
        zero.reports(1, "a");
        one.reports(1, "b");
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.next(2, SECOND, reported::add)).isTrue();
    }

    @Test
    void sendsAwayWhoHasWaitedForLongForTheFirstRound() {
        Task zero = new Task(coordinator.open(), 0);
        nanos = RoundCoordinator.PATIENCE.toNanos() + 1;

        coordinator.glance();

        assertThat(zero.answer).isEqualTo(LEAVE);
        assertThat(coordinator.isClosing()).isTrue();
        assertThat(coordinator.next(1, FIRST, reported::add)).isFalse();
    }

    @Test
    void opensAnotherSessionNowAndThenSoThatOtherJobsGetATurn() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        nanos = RoundCoordinator.LONGEST.toNanos();
        zero.reports(1, "a");
        one.reports(1, "b");
        assertThat(coordinator.next(2, SECOND, reported::add)).isTrue();
        zero.reports(2, "c");
        nanos++;
        one.reports(2, "d");
        assertThat(isComplete()).isTrue();

        assertThat(coordinator.next(3, FIRST, reported::add)).isFalse();

        assertThat(zero.answer).isEqualTo(LEAVE);
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(coordinator.isClosing()).isTrue();
        assertThat(coordinator.results()).containsExactly("c", "d");
        begin(FIRST);
        assertThat(new Task(session + 1, 0).answer).isEqualTo(FIRST);
    }

    @Test
    void shouldReportAResultToTheRoundThatItIsOfAlsoAfterTheNextHasBegun() {
        int session = coordinator.open();
        List<Integer> next = new ArrayList<>();
        coordinator.next(1, FIRST, partition -> {
            if (isComplete()) {
                coordinator.next(2, SECOND, next::add);
            }
            reported.add(partition);
        });
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);

        zero.reports(1, "a");
        one.reports(1, "b");

        assertThat(one.answer).isEqualTo(SECOND);
        assertThat(reported).containsExactly(0, 1);
        assertThat(next).isEmpty();
        one.reports(2, "d");
        assertThat(next).containsExactly(1);
    }

    @Test
    void shouldFailTheRoundWhenItsJobFails() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        new Task(session, 1);
        zero.reports(1, "a");
        IllegalStateException cause = new IllegalStateException("a task failed 4 times");

        coordinator.ended(session, cause, false);

        assertThat(coordinator.failure()).isSameAs(cause);
        assertThat(zero.answer).isEqualTo(LEAVE);
        coordinator.abandon();
        assertThat(coordinator.failure()).isNull();
        begin(SECOND);
        assertThat(coordinator.failure()).isNull();
    }

    @Test
    void shouldOpenAnotherSessionWhenAJobFailsBetweenRounds() {
        int session = begin(FIRST);
        new Task(session, 0).reports(1, "a");
        Task one = new Task(session, 1);
        one.reports(1, "b");

        coordinator.ended(session, new IllegalStateException("a task failed 4 times"), false);

        assertThat(coordinator.failure()).isNull();
        assertThat(coordinator.next(2, SECOND, reported::add)).isFalse();
    }

    @Test
    void shouldFailWhenTheJobIsCancelledBetweenRoundsAlsoThatOfAnEarlierSession() {
        int first = begin(FIRST);
        Task zero = new Task(first, 0);
        Task one = new Task(first, 1);
        zero.reports(1, "a");
        one.reports(1, "b");
        IllegalStateException cause = new IllegalStateException("cancelled");

        coordinator.ended(first, cause, true);

        assertThat(coordinator.failure()).isSameAs(cause);
        assertThat(zero.answer).isEqualTo(LEAVE);
        coordinator.abandon();
        coordinator.ended(first, cause, true);
        assertThat(coordinator.failure()).isNull();

        int second = begin(FIRST);
        begin(SECOND);
        coordinator.ended(second, new IllegalStateException("failed"), false);
        assertThat(coordinator.failure()).isNull();
        coordinator.ended(second, cause, true);
        assertThat(coordinator.failure()).isSameAs(cause);
    }

    @Test
    void shouldFailTheRoundWhenItsJobEndsWithoutResults() {
        int session = begin(FIRST);

        coordinator.ended(session, null, false);

        assertThat(coordinator.failure()).hasMessage("A job of rounds ended without the results of round 1");
    }

    @Test
    void shouldFailTheRoundWhenItsResultsAreLargerThanTheLimit() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        zero.reports(1, "a", LIMIT - 1);
        one.reports(1, "b", 1);
        assertThat(coordinator.failure()).isNull();
        coordinator.next(2, SECOND, reported::add);

        zero.reports(2, "c", LIMIT + 1);

        assertThat(coordinator.failure())
                .isInstanceOf(ResultSizeException.class)
                .hasMessage("Total size of the 2 results of a round (1 MiB) is bigger than spark.driver.maxResultSize"
                        + " (0 MiB); set spark.driver.maxResultSize to at least 1m");
    }

    @Test
    void shouldTakeResultsOfAnySizeWithoutALimit() {
        RoundCoordinator<String> unlimited = new RoundCoordinator<>(1, new ResultLimit(0), () -> nanos);
        int session = unlimited.open();
        unlimited.next(1, FIRST, reported::add);

        unlimited.report(new RoundReply<>(session, 0, 1, "a"), Long.MAX_VALUE, order -> {});

        assertThat(unlimited.failure()).isNull();
        assertThat(unlimited.isComplete()).isTrue();
    }

    @Test
    void shouldKeepADoneTaskForTheOthersToBeginWhereThereIsASlotForEach() {
        int session = begin(FIRST);
        coordinator.expectAll();
        Task zero = new Task(session, 0);
        zero.reports(1, "a");
        assertThat(zero.answer).isNull();
        nanos = RoundCoordinator.ARRIVAL.toNanos();
        coordinator.glance();

        Task one = new Task(session, 1);
        one.reports(1, "b");

        assertThat(coordinator.next(2, SECOND, reported::add)).isTrue();
        assertThat(zero.answer).isEqualTo(SECOND);
        assertThat(one.answer).isEqualTo(SECOND);
    }

    @Test
    void shouldGiveTheSlotOfADoneTaskAwayWhenTheOthersDoNotBeginSoon() {
        int session = begin(FIRST);
        coordinator.expectAll();
        Task zero = new Task(session, 0);
        zero.reports(1, "a");
        nanos = RoundCoordinator.ARRIVAL.toNanos() + 1;

        coordinator.glance();

        assertThat(zero.answer).isEqualTo(LEAVE);
        Task one = new Task(session, 1);
        one.reports(1, "b");
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(isComplete()).isTrue();
        int next = coordinator.open();
        coordinator.next(2, SECOND, reported::add);
        Task again = new Task(next, 0);
        again.reports(2, "c");
        assertThat(again.answer).as("expected again by no one").isEqualTo(LEAVE);
    }
}
