package lenetspark.job.train;

import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.training.round.RoundResult;
import lenetspark.training.round.RoundStatistics;
import org.jspecify.annotations.Nullable;

/** Sums over the rounds of an epoch. */
final class EpochTotals {

    private PartialEpoch sums;

    EpochTotals(PartialEpoch start) {
        sums = start;
    }

    void add(RoundResult result) {
        RoundStatistics round = result.statistics();
        long correct = result.correct().isEmpty() || sums.correct() < 0
                ? -1
                : sums.correct() + result.correct().getAsLong();
        sums = new PartialEpoch(
                sums.examples() + round.examples(),
                correct,
                sums.lossSum() + round.loss() * round.examples(),
                sums.computeSeconds() + round.computeSeconds(),
                sums.averagingSeconds() + round.averagingSeconds(),
                sums.waitingSeconds() + round.waitingSeconds());
    }

    PartialEpoch sums() {
        return sums;
    }

    double loss() {
        return sums.lossSum() / sums.examples();
    }

    @Nullable Double accuracy() {
        return sums.correct() < 0 ? null : (double) sums.correct() / sums.examples();
    }

    double seconds() {
        return sums.computeSeconds() + sums.averagingSeconds() + sums.waitingSeconds();
    }
}
