package lenet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundCoordinatorTest {

    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String LEAVE = RoundCoordinator.LEAVE;

    private long nanos;
    private final List<Integer> reported = new ArrayList<>();
    private final RoundCoordinator<String> coordinator = new RoundCoordinator<>(2, reported::add, () -> nanos);

    /** A task of a session, and the answer to what it said last; null while it waits. */
    private final class Task {
        private final int session;
        private final int partition;
        private @Nullable Object answer;

        Task(int session, int partition) {
            this.session = session;
            this.partition = partition;
            coordinator.report(Report.arrival(session, partition), order -> answer = order);
        }

        void reports(int round, String result) {
            answer = null;
            coordinator.report(new Report<>(session, partition, round, result), order -> answer = order);
        }
    }

    private int begin(String order) {
        int session = coordinator.open();
        assertThat(coordinator.next(1, order)).isTrue();
        return session;
    }

    private boolean isComplete() throws InterruptedException {
        return coordinator.await(Duration.ZERO);
    }

    @Test
    void keepsTheTasksThatHaveReportedForTheNextRound() throws InterruptedException {
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

        assertThat(coordinator.next(2, SECOND)).isTrue();

        assertThat(zero.answer).isEqualTo(SECOND);
        assertThat(one.answer).isEqualTo(SECOND);
        assertThat(isComplete()).isFalse();
        zero.reports(2, "c");
        one.reports(2, "d");
        assertThat(coordinator.results()).containsExactly("c", "d");
    }

    @Test
    void givesTheSlotOfADoneTaskToOneThatHasNotBegun() throws InterruptedException {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);

        zero.reports(1, "a");

        assertThat(zero.answer).isEqualTo(LEAVE);
        Task one = new Task(session, 1);
        one.reports(1, "b");
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.next(2, SECOND)).isFalse();
    }

    @Test
    void sendsAwayWhoHasWaitedForLong() throws InterruptedException {
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
        assertThat(coordinator.next(2, SECOND)).isFalse();
    }

    @Test
    void givesTheOrderAgainToATaskThatTakesTheLostOnesPlaceAndEndsTheSession() throws InterruptedException {
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
        assertThat(coordinator.next(2, SECOND)).isFalse();
    }

    @Test
    void takesTheFirstOfTwoResultsOfAPartition() throws InterruptedException {
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
    void sendsTasksOfAnEarlierSessionAway() throws InterruptedException {
        Task old = new Task(begin(FIRST), 0);
        coordinator.open();
        coordinator.next(2, SECOND);

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
        assertThat(coordinator.next(2, SECOND)).isFalse();
    }

    @Test
    void letsTasksWaitForTheFirstRoundAndGivesItToThoseThatComeLater() throws InterruptedException {
        int session = coordinator.open();
        Task zero = new Task(session, 0);
        assertThat(zero.answer).isNull();

        assertThat(coordinator.next(1, FIRST)).isTrue();

        assertThat(zero.answer).isEqualTo(FIRST);
        Task one = new Task(session, 1);
        assertThat(one.answer).isEqualTo(FIRST);
        zero.reports(1, "a");
        one.reports(1, "b");
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.next(2, SECOND)).isTrue();
    }

    @Test
    void sendsAwayWhoHasWaitedForLongForTheFirstRound() {
        Task zero = new Task(coordinator.open(), 0);
        nanos = RoundCoordinator.PATIENCE.toNanos() + 1;

        coordinator.glance();

        assertThat(zero.answer).isEqualTo(LEAVE);
        assertThat(coordinator.isClosing()).isTrue();
        assertThat(coordinator.next(1, FIRST)).isFalse();
    }

    @Test
    void opensAnotherSessionNowAndThenSoThatOtherJobsGetATurn() throws InterruptedException {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        nanos = RoundCoordinator.LONGEST.toNanos();
        zero.reports(1, "a");
        one.reports(1, "b");
        assertThat(coordinator.next(2, SECOND)).isTrue();
        zero.reports(2, "c");
        nanos++;
        one.reports(2, "d");
        assertThat(isComplete()).isTrue();

        assertThat(coordinator.next(3, FIRST)).isFalse();

        assertThat(zero.answer).isEqualTo(LEAVE);
        assertThat(one.answer).isEqualTo(LEAVE);
        assertThat(coordinator.isClosing()).isTrue();
        assertThat(coordinator.results()).containsExactly("c", "d");
        begin(FIRST);
        assertThat(new Task(session + 1, 0).answer).isEqualTo(FIRST);
    }

    @Test
    void shouldKeepADoneTaskForTheOthersToBeginWhereThereIsASlotForEach() throws InterruptedException {
        int session = begin(FIRST);
        coordinator.expectAll();
        Task zero = new Task(session, 0);
        zero.reports(1, "a");
        assertThat(zero.answer).isNull();
        nanos = RoundCoordinator.ARRIVAL.toNanos();
        coordinator.glance();

        Task one = new Task(session, 1);
        one.reports(1, "b");

        assertThat(coordinator.next(2, SECOND)).isTrue();
        assertThat(zero.answer).isEqualTo(SECOND);
        assertThat(one.answer).isEqualTo(SECOND);
    }

    @Test
    void shouldGiveTheSlotOfADoneTaskAwayWhenTheOthersDoNotBeginSoon() throws InterruptedException {
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
        coordinator.next(2, SECOND);
        Task again = new Task(next, 0);
        again.reports(2, "c");
        assertThat(again.answer).as("expected again by no one").isEqualTo(LEAVE);
    }
}
