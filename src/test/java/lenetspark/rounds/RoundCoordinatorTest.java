package lenetspark.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundCoordinatorTest {

    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String EXIT = RoundCoordinator.EXIT;

    private static final int LIMIT = 100;

    private long nanos;
    private final List<Integer> partitionsWithResult = new ArrayList<>();
    private final RoundCoordinator<String> coordinator = new RoundCoordinator<>(2, new ResultLimit(LIMIT), () -> nanos);

    /** A task of a session and the answer to its last reply; null while the task waits for it. */
    private final class Task {
        private final int session;
        private final int partition;
        private @Nullable Object answer;

        Task(int session, int partition) {
            this.session = session;
            this.partition = partition;
            coordinator.receive(RoundReply.started(session, partition), 1, message -> answer = message);
        }

        void reply(int round, String result) {
            reply(round, result, 1);
        }

        void reply(int round, String result, int bytes) {
            answer = null;
            coordinator.receive(
                    new RoundReply<>(session, partition, round, result), bytes, message -> answer = message);
        }
    }

    private int begin(String request) {
        int session = coordinator.openSession();
        assertThat(coordinator.beginRound(1, request, partitionsWithResult::add))
                .isTrue();
        return session;
    }

    private boolean isComplete() {
        return coordinator.isComplete();
    }

    @Test
    void shouldKeepFinishedTasksForTheNextRound() {
        int session = begin(FIRST);
        Task one = new Task(session, 1);
        Task zero = new Task(session, 0);
        assertThat(zero.answer).isEqualTo(FIRST);
        assertThat(one.answer).isEqualTo(FIRST);
        one.reply(1, "b");
        assertThat(one.answer).isNull();
        assertThat(isComplete()).isFalse();
        zero.reply(1, "a");
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.results()).containsExactly("a", "b");
        assertThat(partitionsWithResult).containsExactly(1, 0);

        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isTrue();

        assertThat(zero.answer).isEqualTo(SECOND);
        assertThat(one.answer).isEqualTo(SECOND);
        assertThat(isComplete()).isFalse();
        zero.reply(2, "c");
        one.reply(2, "d");
        assertThat(coordinator.results()).containsExactly("c", "d");
    }

    @Test
    void shouldFreeTheSlotOfAFinishedTaskForOneThatHasNotStarted() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);

        zero.reply(1, "a");

        assertThat(zero.answer).isEqualTo(EXIT);
        Task one = new Task(session, 1);
        one.reply(1, "b");
        assertThat(one.answer).isEqualTo(EXIT);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isFalse();
    }

    @Test
    void shouldCloseTheSessionWhenATaskHasBeenIdleForTooLong() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        zero.reply(1, "a");
        nanos = RoundCoordinator.IDLE_TIMEOUT.toNanos();
        coordinator.expireIdle();
        assertThat(zero.answer).isNull();
        nanos++;

        coordinator.expireIdle();

        assertThat(zero.answer).isEqualTo(EXIT);
        one.reply(1, "b");
        assertThat(one.answer).isEqualTo(EXIT);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isFalse();
    }

    @Test
    void shouldRepeatTheRequestToAReplacementTaskAndCloseTheSession() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        new Task(session, 1);
        zero.reply(1, "a");

        Task again = new Task(session, 1);

        assertThat(again.answer).isEqualTo(FIRST);
        assertThat(zero.answer).isEqualTo(EXIT);
        again.reply(1, "b");
        assertThat(again.answer).isEqualTo(EXIT);
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.results()).containsExactly("a", "b");
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isFalse();
    }

    @Test
    void shouldUseTheFirstOfTwoResultsOfAPartition() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        Task copy = new Task(session, 1);
        copy.reply(1, "b");
        one.reply(1, "late");
        assertThat(isComplete()).isFalse();

        zero.reply(1, "a");

        assertThat(coordinator.results()).containsExactly("a", "b");
        assertThat(List.of(zero.answer, one.answer, copy.answer)).containsOnly(EXIT);
        assertThat(partitionsWithResult).containsExactly(1, 0);
    }

    @Test
    void shouldMakeTasksOfAnEarlierSessionExit() {
        Task old = new Task(begin(FIRST), 0);
        coordinator.openSession();
        coordinator.beginRound(2, SECOND, partitionsWithResult::add);

        old.reply(2, "of an earlier session");

        assertThat(old.answer).isEqualTo(EXIT);
        assertThat(isComplete()).isFalse();
        assertThat(partitionsWithResult).isEmpty();
    }

    @Test
    void shouldMakeAllTasksExitWhenTheSessionIsClosed() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        zero.reply(1, "a");

        coordinator.closeSession();

        one.reply(1, "b");
        assertThat(zero.answer).isEqualTo(EXIT);
        assertThat(one.answer).isEqualTo(EXIT);
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isFalse();
    }

    @Test
    void shouldLetTasksWaitForTheFirstRoundAndSendItToTasksThatStartLater() {
        int session = coordinator.openSession();
        Task zero = new Task(session, 0);
        assertThat(zero.answer).isNull();

        assertThat(coordinator.beginRound(1, FIRST, partitionsWithResult::add)).isTrue();

        assertThat(zero.answer).isEqualTo(FIRST);
        Task one = new Task(session, 1);
        assertThat(one.answer).isEqualTo(FIRST);
        zero.reply(1, "a");
        one.reply(1, "b");
        assertThat(isComplete()).isTrue();
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isTrue();
    }

    @Test
    void shouldCloseTheSessionWhenTheFirstRoundDoesNotBeginInTime() {
        Task zero = new Task(coordinator.openSession(), 0);
        nanos = RoundCoordinator.IDLE_TIMEOUT.toNanos() + 1;

        coordinator.expireIdle();

        assertThat(zero.answer).isEqualTo(EXIT);
        assertThat(coordinator.isClosing()).isTrue();
        assertThat(coordinator.beginRound(1, FIRST, partitionsWithResult::add)).isFalse();
    }

    @Test
    void shouldRequireANewSessionAfterItsMaximumAgeSoThatOtherJobsGetSlots() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        nanos = RoundCoordinator.MAX_SESSION_AGE.toNanos();
        zero.reply(1, "a");
        one.reply(1, "b");
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isTrue();
        zero.reply(2, "c");
        nanos++;
        one.reply(2, "d");
        assertThat(isComplete()).isTrue();

        assertThat(coordinator.beginRound(3, FIRST, partitionsWithResult::add)).isFalse();

        assertThat(zero.answer).isEqualTo(EXIT);
        assertThat(one.answer).isEqualTo(EXIT);
        assertThat(coordinator.isClosing()).isTrue();
        assertThat(coordinator.results()).containsExactly("c", "d");
        begin(FIRST);
        assertThat(new Task(session + 1, 0).answer).isEqualTo(FIRST);
    }

    @Test
    void shouldCallTheListenerOfTheRoundThatAResultBelongsToAfterTheNextRoundHasBegun() {
        int session = coordinator.openSession();
        List<Integer> next = new ArrayList<>();
        coordinator.beginRound(1, FIRST, partition -> {
            if (isComplete()) {
                coordinator.beginRound(2, SECOND, next::add);
            }
            partitionsWithResult.add(partition);
        });
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);

        zero.reply(1, "a");
        one.reply(1, "b");

        assertThat(one.answer).isEqualTo(SECOND);
        assertThat(partitionsWithResult).containsExactly(0, 1);
        assertThat(next).isEmpty();
        one.reply(2, "d");
        assertThat(next).containsExactly(1);
    }

    @Test
    void shouldFailTheRoundWhenItsJobFails() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        new Task(session, 1);
        zero.reply(1, "a");
        IllegalStateException cause = new IllegalStateException("a task failed 4 times");

        coordinator.jobEnded(session, cause, false);

        assertThat(coordinator.failure()).isSameAs(cause);
        assertThat(zero.answer).isEqualTo(EXIT);
        coordinator.abandonSession();
        assertThat(coordinator.failure()).isNull();
        begin(SECOND);
        assertThat(coordinator.failure()).isNull();
    }

    @Test
    void shouldOpenAnotherSessionWhenAJobFailsBetweenRounds() {
        int session = begin(FIRST);
        new Task(session, 0).reply(1, "a");
        Task one = new Task(session, 1);
        one.reply(1, "b");

        coordinator.jobEnded(session, new IllegalStateException("a task failed 4 times"), false);

        assertThat(coordinator.failure()).isNull();
        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isFalse();
    }

    @Test
    void shouldFailWhenTheJobOfThisOrAnEarlierSessionIsCancelledBetweenRounds() {
        int first = begin(FIRST);
        Task zero = new Task(first, 0);
        Task one = new Task(first, 1);
        zero.reply(1, "a");
        one.reply(1, "b");
        IllegalStateException cause = new IllegalStateException("cancelled");

        coordinator.jobEnded(first, cause, true);

        assertThat(coordinator.failure()).isSameAs(cause);
        assertThat(zero.answer).isEqualTo(EXIT);
        coordinator.abandonSession();
        coordinator.jobEnded(first, cause, true);
        assertThat(coordinator.failure()).isNull();

        int second = begin(FIRST);
        begin(SECOND);
        coordinator.jobEnded(second, new IllegalStateException("failed"), false);
        assertThat(coordinator.failure()).isNull();
        coordinator.jobEnded(second, cause, true);
        assertThat(coordinator.failure()).isSameAs(cause);
    }

    @Test
    void shouldFailTheRoundWhenItsJobEndsWithoutResults() {
        int session = begin(FIRST);

        coordinator.jobEnded(session, null, false);

        assertThat(coordinator.failure()).hasMessage("The Spark job ended without the results of round 1");
    }

    @Test
    void shouldFailTheRoundWhenItsResultsAreLargerThanTheLimit() {
        int session = begin(FIRST);
        Task zero = new Task(session, 0);
        Task one = new Task(session, 1);
        zero.reply(1, "a", LIMIT - 1);
        one.reply(1, "b", 1);
        assertThat(coordinator.failure()).isNull();
        coordinator.beginRound(2, SECOND, partitionsWithResult::add);

        zero.reply(2, "c", LIMIT + 1);

        assertThat(coordinator.failure())
                .isInstanceOf(ResultSizeException.class)
                .hasMessage("Total size of the 2 results of a round (1 MiB) is bigger than spark.driver.maxResultSize"
                        + " (0 MiB); set spark.driver.maxResultSize to at least 1m");
    }

    @Test
    void shouldAcceptResultsOfAnySizeWithoutALimit() {
        RoundCoordinator<String> unlimited = new RoundCoordinator<>(1, new ResultLimit(0), () -> nanos);
        int session = unlimited.openSession();
        unlimited.beginRound(1, FIRST, partitionsWithResult::add);

        unlimited.receive(new RoundReply<>(session, 0, 1, "a"), Long.MAX_VALUE, message -> {});

        assertThat(unlimited.failure()).isNull();
        assertThat(unlimited.isComplete()).isTrue();
    }

    @Test
    void shouldKeepAFinishedTaskUntilAllHaveStartedWhenThereIsASlotForEach() {
        int session = begin(FIRST);
        coordinator.waitForAllTasks();
        Task zero = new Task(session, 0);
        zero.reply(1, "a");
        assertThat(zero.answer).isNull();
        nanos = RoundCoordinator.START_TIMEOUT.toNanos();
        coordinator.expireIdle();

        Task one = new Task(session, 1);
        one.reply(1, "b");

        assertThat(coordinator.beginRound(2, SECOND, partitionsWithResult::add)).isTrue();
        assertThat(zero.answer).isEqualTo(SECOND);
        assertThat(one.answer).isEqualTo(SECOND);
    }

    @Test
    void shouldFreeTheSlotOfAFinishedTaskWhenOthersDoNotStartInTime() {
        int session = begin(FIRST);
        coordinator.waitForAllTasks();
        Task zero = new Task(session, 0);
        zero.reply(1, "a");
        nanos = RoundCoordinator.START_TIMEOUT.toNanos() + 1;

        coordinator.expireIdle();

        assertThat(zero.answer).isEqualTo(EXIT);
        Task one = new Task(session, 1);
        one.reply(1, "b");
        assertThat(one.answer).isEqualTo(EXIT);
        assertThat(isComplete()).isTrue();
        int next = coordinator.openSession();
        coordinator.beginRound(2, SECOND, partitionsWithResult::add);
        Task again = new Task(next, 0);
        again.reply(2, "c");
        assertThat(again.answer)
                .as("answer in a session without waitForAllTasks")
                .isEqualTo(EXIT);
    }
}
